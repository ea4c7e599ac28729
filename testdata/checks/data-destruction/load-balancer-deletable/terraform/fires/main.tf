# Nothing protects it.

resource "aws_lb" "app" { # expect: data-destruction.load-balancer-deletable
  name                       = "app"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_groups            = ["sg-0123456789abcdef0"]
  drop_invalid_header_fields = true
  access_logs {
    bucket  = "acme-logs"
    enabled = true
  }
}
