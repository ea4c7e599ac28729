# Load balancers that log, and those that have nothing to log.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_lb" "this" {
  name               = "this"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a", "subnet-0b"]

  access_logs {
    bucket  = "central-logs"
    enabled = true
  }
}

resource "aws_elb" "classic" {
  name     = "classic"
  internal = true
  subnets  = ["subnet-0a"]

  access_logs {
    bucket = "central-logs"
  }

  listener {
    instance_port     = 443
    instance_protocol = "tcp"
    lb_port           = 443
    lb_protocol       = "tcp"
  }
}

resource "aws_lb" "tcp" {
  name               = "tcp"
  internal           = true
  load_balancer_type = "network"
  subnets            = ["subnet-0a", "subnet-0b"]
}

resource "aws_lb" "gateway" {
  name               = "gateway"
  internal           = true
  load_balancer_type = "gateway"
  subnets            = ["subnet-0a", "subnet-0b"]
}
