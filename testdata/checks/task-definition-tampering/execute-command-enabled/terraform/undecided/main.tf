# The caller decides about shells.

variable "enable_exec" {
  type = bool
}

resource "aws_ecs_service" "this" {
  name                   = "payments"
  cluster                = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition        = "arn:aws:ecs:eu-west-1:123456789012:task-definition/payments:12"
  launch_type            = "FARGATE"
  desired_count          = 2
  propagate_tags         = "SERVICE"
  enable_execute_command = var.enable_exec

  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
    assign_public_ip = false
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
