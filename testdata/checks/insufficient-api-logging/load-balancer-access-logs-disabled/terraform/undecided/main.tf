# The caller decides whether the load balancer logs, and of which kind the other one is.

variable "enabled" {
  type = bool
}

variable "kind" {
  type = string
}

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
    enabled = var.enabled
  }
}

resource "aws_lb" "other" {
  name               = "other"
  internal           = true
  load_balancer_type = var.kind
  subnets            = ["subnet-0a", "subnet-0b"]
}
