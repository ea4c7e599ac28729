# Everything, every port of TCP, and a rule of its own.

resource "aws_ecs_service" "storefront" {
  name            = "storefront"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/storefront:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = [aws_security_group.all.id, aws_security_group.tcp.id, aws_security_group.apart.id]
  }
}

resource "aws_security_group" "all" {
  name   = "all"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    protocol    = "-1" # expect: unrestricted-egress.egress-open-to-world
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "tcp" {
  name   = "tcp"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535 # expect: unrestricted-egress.egress-open-to-world
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "apart" {
  name   = "apart"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_vpc_security_group_egress_rule" "apart" {
  security_group_id = aws_security_group.apart.id
  ip_protocol       = "-1" # expect: unrestricted-egress.egress-open-to-world
  cidr_ipv6         = "::/0"
}
