resource "aws_security_group" "lb" {
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 3000
    to_port     = 3000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "main" {
  subnets         = ["subnet-1", "subnet-2"]
  security_groups = [aws_security_group.lb.id]
}
