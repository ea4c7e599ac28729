# A module that cannot be read is given the load balancer, and may put a web ACL before it.

resource "aws_lb" "web" {
  name               = "web"
  internal           = false
  load_balancer_type = "application"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

module "firewall" {
  source            = "git::https://git.example.com/firewall.git?ref=v1.2.0"
  load_balancer_arn = aws_lb.web.arn
}
