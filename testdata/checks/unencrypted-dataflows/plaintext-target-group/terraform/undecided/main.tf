# The protocol is the caller's.

variable "protocol" {
  type = string
}

resource "aws_lb_target_group" "web" {
  name        = "web"
  port        = 8080
  protocol    = var.protocol
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}
