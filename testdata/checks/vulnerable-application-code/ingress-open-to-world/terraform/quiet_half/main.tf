# One half for one port, the other for another.

resource "aws_security_group" "edge" {
  name        = "edge"
  description = "edge"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 8443
    to_port     = 8443
    cidr_blocks = ["0.0.0.0/1"]
  }

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["128.0.0.0/1"]
  }
}
