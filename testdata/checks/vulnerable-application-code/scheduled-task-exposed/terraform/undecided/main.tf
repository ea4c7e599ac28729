# The caller decides.

variable "public" {
  type = bool
}

variable "input" {
  type = string
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly"
  schedule_expression = "cron(0 3 * * ? *)"
}

resource "aws_cloudwatch_event_target" "report" {
  rule     = aws_cloudwatch_event_rule.nightly.name
  arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  role_arn = "arn:aws:iam::123456789012:role/events"

  ecs_target {
    task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/report:4"
    launch_type         = "FARGATE"

    network_configuration {
      subnets          = ["subnet-0a1b2c3d4e5f60718"]
      assign_public_ip = var.public
    }
  }
}

resource "aws_scheduler_schedule" "call" {
  name                = "call"
  schedule_expression = "rate(1 day)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:scheduler:::aws-sdk:ecs:runTask"
    role_arn = "arn:aws:iam::123456789012:role/scheduler"
    input    = var.input
  }
}
