# Plain HTTP behind the load balancer.

resource "aws_lb_target_group" "web" {
  name        = "web"
  port        = 8080
  protocol    = "HTTP" # expect: unencrypted-dataflows.plaintext-target-group
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_alb_target_group" "api" {
  name        = "api"
  port        = 8080
  protocol    = "http" # expect: unencrypted-dataflows.plaintext-target-group
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}
