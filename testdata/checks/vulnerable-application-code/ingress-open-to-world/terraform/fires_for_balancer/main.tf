# Less grave: what stands behind the port of a load balancer is chosen by its listeners.

resource "aws_security_group" "edge" {
  name        = "edge"
  description = "edge"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 8443
    to_port     = 8443
    cidr_blocks = ["0.0.0.0/0"] # expect: vulnerable-application-code.ingress-open-to-world
  }
}

resource "aws_lb" "web" {
  name            = "web"
  subnets         = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  security_groups = [aws_security_group.edge.id]

  access_logs {
    bucket  = "load-balancer-logs"
    enabled = true
  }
}

resource "aws_wafv2_web_acl_association" "web" {
  resource_arn = aws_lb.web.arn
  web_acl_arn  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/1a2b3c4d"
}
