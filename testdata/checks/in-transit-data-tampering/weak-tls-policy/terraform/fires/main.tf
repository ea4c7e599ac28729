# Policies that still accept TLS 1.0 or 1.1, and the one that a listener has when it names none.

resource "aws_lb" "web" {
  name               = "web"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

locals {
  policies = [
    "ELBSecurityPolicy-TLS-1-1-2017-01", # expect: in-transit-data-tampering.weak-tls-policy
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  ]
}

resource "aws_lb_listener" "default" { # expect: in-transit-data-tampering.weak-tls-policy
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b3c4d"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
  }
}

resource "aws_alb_listener" "several" {
  count             = length(local.policies)
  load_balancer_arn = aws_lb.web.arn
  port              = 8443 + count.index
  protocol          = "HTTPS"
  ssl_policy        = local.policies[count.index]
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b3c4d"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
  }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/queue/0123456789abcdef"
  port              = 5671
  protocol          = "tls"
  ssl_policy        = "ELBSecurityPolicy-FS-1-1-2019-08" # expect: in-transit-data-tampering.weak-tls-policy
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b3c4d"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/queue/0123456789abcdef"
  }
}
