# A shell, a database, every port, a range with the web's ports in it, IPv6, and rules of their own, also for a group of another unit.

variable "administrators" {
  type    = list(string)
  default = ["0.0.0.0/0"] # expect: vulnerable-application-code.ingress-open-to-world
}

resource "aws_security_group" "ssh" {
  name        = "ssh"
  description = "ssh"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = var.administrators
  }
}

resource "aws_security_group" "everything" {
  name        = "everything"
  description = "everything"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"] # expect: vulnerable-application-code.ingress-open-to-world
  }
}

resource "aws_security_group" "range" {
  name        = "range"
  description = "range"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"] # expect: vulnerable-application-code.ingress-open-to-world
  }
}

resource "aws_security_group" "v6" {
  name        = "v6"
  description = "v6"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol    = "udp"
    from_port   = 53
    to_port     = 53
    ipv6_cidr_blocks = ["0::/0"] # expect: vulnerable-application-code.ingress-open-to-world
  }
}

resource "aws_security_group" "apart" {
  name        = "apart"
  description = "apart"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group_rule" "apart" {
  type              = "ingress"
  security_group_id = aws_security_group.apart.id
  protocol          = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_blocks       = ["0.0.0.0/0"] # expect: vulnerable-application-code.ingress-open-to-world
}

resource "aws_vpc_security_group_ingress_rule" "apart" {
  security_group_id = aws_security_group.apart.id
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_ipv4         = "0.0.0.0/0" # expect: vulnerable-application-code.ingress-open-to-world
}

resource "aws_security_group_rule" "elsewhere" {
  type              = "ingress"
  security_group_id = "sg-0a1b2c3d4e5f60718"
  protocol          = "all"
  from_port         = 443
  to_port           = 443
  ipv6_cidr_blocks  = ["::/0"] # expect: vulnerable-application-code.ingress-open-to-world
}
