# A group of its own; no network of its own at all.

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
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }
}

resource "aws_ecs_service" "bridged" {
  name            = "bridged"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/bridged:12"
  launch_type     = "EC2"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
