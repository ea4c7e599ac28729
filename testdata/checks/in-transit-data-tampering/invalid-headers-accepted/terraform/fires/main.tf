# Nothing is said, and it is switched off.

resource "aws_lb" "web" { # expect: in-transit-data-tampering.invalid-headers-accepted
  name               = "web"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_lb" "api" {
  name               = "api"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  drop_invalid_header_fields = false # expect: in-transit-data-tampering.invalid-headers-accepted

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}
