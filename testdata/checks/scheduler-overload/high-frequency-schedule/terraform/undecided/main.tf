# The caller decides how often, and whether at all.

variable "schedule" {
  type = string
}

variable "state" {
  type = string
}

resource "aws_scheduler_schedule" "given" {
  name                = "given"
  schedule_expression = var.schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
    role_arn = "arn:aws:iam::123456789012:role/scheduler"

    ecs_parameters {
      task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/report:4"
      launch_type         = "FARGATE"

      network_configuration {
        subnets          = ["subnet-0a1b2c3d4e5f60718"]
      }
    }
  }
}

resource "aws_scheduler_schedule" "switched" {
  name                = "switched"
  schedule_expression = "rate(1 minute)"
  state               = var.state

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
    role_arn = "arn:aws:iam::123456789012:role/scheduler"

    ecs_parameters {
      task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/report:4"
      launch_type         = "FARGATE"

      network_configuration {
        subnets          = ["subnet-0a1b2c3d4e5f60718"]
      }
    }
  }
}
