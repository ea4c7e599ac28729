# The caller names the groups.

variable "groups" {
  type = list(string)
}

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
    security_groups = var.groups
  }
}
