# Said outright, and as the default of a variable.

variable "desync_mode" {
  type    = string
  default = "monitor" # expect: in-transit-data-tampering.request-smuggling-tolerated
}

resource "aws_lb" "web" {
  name               = "web"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  desync_mitigation_mode = "monitor" # expect: in-transit-data-tampering.request-smuggling-tolerated

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_alb" "api" {
  name                   = "api"
  internal               = true
  subnets                = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  desync_mitigation_mode = var.desync_mode

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}
