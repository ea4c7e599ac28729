# The web's ports, known networks, other groups, ICMP, a range that holds no port, and what goes out.

resource "aws_security_group" "web" {
  name        = "web"
  description = "web"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "known" {
  name        = "known"
  description = "known"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["10.0.0.0/8", "192.0.2.0/24"]
  }
}

resource "aws_security_group" "group" {
  name        = "group"
  description = "group"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }
}

resource "aws_security_group" "ping" {
  name        = "ping"
  description = "ping"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "inverted" {
  name        = "inverted"
  description = "inverted"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 23
    to_port     = 21
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "out" {
  name        = "out"
  description = "out"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = "sg-0a1b2c3d4e5f60718"
  protocol          = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_blocks       = ["0.0.0.0/0"]
}
