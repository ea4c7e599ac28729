# Less often, switched off, or no task.

resource "aws_scheduler_schedule" "hourly" {
  name                = "hourly"
  schedule_expression = "cron(0 * * * ? *)"

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

resource "aws_scheduler_schedule" "steps" {
  name                = "steps"
  schedule_expression = "cron(*/10 * * * ? *)"

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

resource "aws_scheduler_schedule" "off" {
  name                = "off"
  schedule_expression = "rate(1 minute)"
  state               = "DISABLED"

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

resource "aws_cloudwatch_event_rule" "off" {
  name                = "off"
  schedule_expression = "rate(1 minute)"
  is_enabled          = false
}

resource "aws_cloudwatch_event_target" "off" {
  rule     = aws_cloudwatch_event_rule.off.name
  arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  role_arn = "arn:aws:iam::123456789012:role/events"

  ecs_target {
    task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/report:4"
    launch_type         = "FARGATE"

    network_configuration {
      subnets          = ["subnet-0a1b2c3d4e5f60718"]
    }
  }
}

resource "aws_cloudwatch_event_rule" "function" {
  name                = "function"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "function" {
  rule = aws_cloudwatch_event_rule.function.name
  arn  = "arn:aws:lambda:eu-west-1:123456789012:function:report"
}
