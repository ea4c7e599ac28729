# Who reaches the load balancer is the caller's choice, and so is what the other listener does.

variable "internal" {
  type = bool
}

variable "action" {
  type = string
}

resource "aws_lb" "web" {
  name               = "web"
  internal           = var.internal
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_wafv2_web_acl_association" "web" {
  resource_arn = aws_lb.web.arn
  web_acl_arn  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/1a2b3c4d"
}

resource "aws_lb_listener" "forwarded" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
  }
}

resource "aws_lb" "open" {
  name               = "open"
  internal           = false
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_wafv2_web_acl_association" "open" {
  resource_arn = aws_lb.open.arn
  web_acl_arn  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/1a2b3c4d"
}

resource "aws_lb_listener" "chosen" {
  load_balancer_arn = aws_lb.open.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = var.action
  }
}
