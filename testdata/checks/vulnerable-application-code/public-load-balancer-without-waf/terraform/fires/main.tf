# Two load balancers on the internet, one of them because nothing is said; the web ACL stands before a third.

resource "aws_lb" "web" { # expect: vulnerable-application-code.public-load-balancer-without-waf
  name               = "web"
  internal           = false
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_alb" "api" { # expect: vulnerable-application-code.public-load-balancer-without-waf
  name    = "api"
  subnets = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_lb" "guarded" {
  name               = "guarded"
  internal           = false
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_wafv2_web_acl_association" "guarded" {
  resource_arn = aws_lb.guarded.arn
  web_acl_arn  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/1a2b3c4d"
}
