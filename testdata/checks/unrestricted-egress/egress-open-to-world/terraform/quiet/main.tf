# One port, a network, nothing, and a group that no service has.

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
    security_groups = [aws_security_group.port.id, aws_security_group.network.id, aws_security_group.none.id]
  }
}

resource "aws_security_group" "port" {
  name   = "port"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "network" {
  name   = "network"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "none" {
  name   = "none"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
