# Load balancers that keep no record: no block, a block that does nothing, and a switch that is off.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_lb" "none" { # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  name               = "none"
  internal           = true
  subnets            = ["subnet-0a", "subnet-0b"]
}

resource "aws_lb" "silent" {
  name               = "silent"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a", "subnet-0b"]

  access_logs { # expect: insufficient-api-logging.load-balancer-access-logs-disabled
    bucket = "central-logs"
  }
}

resource "aws_lb" "off" {
  name               = "off"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a", "subnet-0b"]

  access_logs {
    bucket  = "central-logs"
    enabled = false # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  }
}

resource "aws_elb" "classic" { # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  name     = "classic"
  internal = true
  subnets  = ["subnet-0a"]

  listener {
    instance_port     = 443
    instance_protocol = "tcp"
    lb_port           = 443
    lb_protocol       = "tcp"
  }
}

resource "aws_lb" "network" { # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  name               = "network"
  internal           = true
  load_balancer_type = "network"
  subnets            = ["subnet-0a", "subnet-0b"]
}

resource "aws_lb_listener" "network" {
  load_balancer_arn = aws_lb.network.arn
  port              = 443
  protocol          = "TLS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/app"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/app/0123456789abcdef"
  }
}
