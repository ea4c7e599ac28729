# The mode is the caller's.

variable "desync_mode" {
  type = string
}

resource "aws_lb" "web" {
  name               = "web"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  desync_mitigation_mode = var.desync_mode

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}
