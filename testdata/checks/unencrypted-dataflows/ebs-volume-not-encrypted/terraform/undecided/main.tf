# The caller decides about encryption.

variable "encrypted" {
  type = bool
}

resource "aws_ecs_service" "this" {
  name            = "archive"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/archive:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
    assign_public_ip = false
  }

  volume_configuration {
    name = "data"

    managed_ebs_volume {
      role_arn        = "arn:aws:iam::123456789012:role/ecs-infrastructure"
      filesystem_type = "ext4"
      encrypted       = var.encrypted
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
