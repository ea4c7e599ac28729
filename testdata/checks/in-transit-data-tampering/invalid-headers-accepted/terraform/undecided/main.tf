# The caller decides.

variable "drop_invalid_headers" {
  type = bool
}

resource "aws_lb" "web" {
  name               = "web"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  drop_invalid_header_fields = var.drop_invalid_headers

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}
