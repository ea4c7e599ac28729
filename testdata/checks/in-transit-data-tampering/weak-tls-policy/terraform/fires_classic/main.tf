# A classic load balancer: one listener with AWS's default, one with a policy of its own.

resource "aws_elb" "old" {
  name     = "old"
  internal = true
  subnets  = ["subnet-0a1b2c3d4e5f60718"]

  access_logs {
    bucket = "load-balancer-logs"
  }

  listener { # expect: in-transit-data-tampering.weak-tls-policy
    instance_port      = 8080
    instance_protocol  = "http"
    lb_port            = 443
    lb_protocol        = "https"
    ssl_certificate_id = "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b3c4d"
  }

  listener {
    instance_port      = 8081
    instance_protocol  = "http"
    lb_port            = 8443
    lb_protocol        = "https"
    ssl_certificate_id = "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b3c4d"
  }
}

resource "aws_lb_ssl_negotiation_policy" "strong" {
  name          = "strong"
  load_balancer = aws_elb.old.id
  lb_port       = 8443

  attribute {
    name  = "Reference-Security-Policy"
    value = "ELBSecurityPolicy-TLS-1-2-2017-01"
  }
}
