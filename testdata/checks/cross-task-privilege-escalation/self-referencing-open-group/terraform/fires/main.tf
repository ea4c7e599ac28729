# One group for all services, in which everything may connect to everything: inline, and as rules of their own.

resource "aws_security_group" "shared" {
  name        = "shared"
  description = "shared"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true # expect: cross-task-privilege-escalation.self-referencing-open-group
  }
}

resource "aws_security_group" "apart" {
  name        = "apart"
  description = "apart"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group_rule" "apart" {
  type                     = "ingress"
  security_group_id        = aws_security_group.apart.id
  source_security_group_id = aws_security_group.apart.id # expect: cross-task-privilege-escalation.self-referencing-open-group
  protocol                 = "tcp"
  from_port                = 0
  to_port                  = 65535
}

resource "aws_vpc_security_group_ingress_rule" "apart" {
  security_group_id            = aws_security_group.apart.id
  referenced_security_group_id = aws_security_group.apart.id # expect: cross-task-privilege-escalation.self-referencing-open-group
  ip_protocol                  = "-1"
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
    security_groups = [aws_security_group.shared.id, aws_security_group.apart.id]
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
    security_groups = [aws_security_group.shared.id, aws_security_group.apart.id]
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
