# Which groups the second service is in is the caller's choice.

variable "groups" {
  type = list(string)
}

resource "aws_security_group" "shared" {
  name        = "shared"
  description = "shared"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_ecs_service" "orders" {
  name            = "orders"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
    security_groups = [aws_security_group.shared.id]
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}

resource "aws_ecs_service" "billing" {
  name            = "billing"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/billing:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
    security_groups = var.groups
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
