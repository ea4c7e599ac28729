# It is not to be protected.

resource "aws_lb" "app" {
  name                       = "app"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_groups            = ["sg-0123456789abcdef0"]
  drop_invalid_header_fields = true
  enable_deletion_protection = false # expect: data-destruction.load-balancer-deletable
  access_logs {
    bucket  = "acme-logs"
    enabled = true
  }
}
