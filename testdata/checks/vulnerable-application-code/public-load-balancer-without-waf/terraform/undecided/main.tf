# The web ACL may be this load balancer's; and the other may be internal.

variable "guarded_arn" {
  type = string
}

variable "internal" {
  type = bool
}

resource "aws_lb" "web" {
  name               = "web"
  internal           = false
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_lb" "api" {
  name               = "api"
  internal           = var.internal
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_wafv2_web_acl_association" "chosen" {
  resource_arn = var.guarded_arn
  web_acl_arn  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/1a2b3c4d"
}
