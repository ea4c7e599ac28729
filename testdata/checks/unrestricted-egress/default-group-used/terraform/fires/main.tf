# No group, and a list of none.

resource "aws_ecs_service" "silent" {
  name            = "silent"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/silent:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration { # expect: unrestricted-egress.default-group-used
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
  }
}

resource "aws_ecs_service" "empty" {
  name            = "empty"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/empty:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = [] # expect: unrestricted-egress.default-group-used
  }
}
