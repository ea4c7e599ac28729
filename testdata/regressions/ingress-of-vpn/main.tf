resource "aws_security_group" "vpn" {
  vpc_id = "vpc-0a1b2c3d4e5f60718"
  ingress {
    protocol    = "udp"
    from_port   = 500
    to_port     = 500
    cidr_blocks = ["0.0.0.0/0"] # IKE
  }
  ingress {
    protocol    = "udp"
    from_port   = 4500
    to_port     = 4500
    cidr_blocks = ["0.0.0.0/0"] # NAT
  }
}

resource "aws_instance" "vpn" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  vpc_security_group_ids = [aws_security_group.vpn.id]
}
