# A task every minute, in each way to say so.

resource "aws_cloudwatch_event_rule" "rate" {
  name                = "rate"
  schedule_expression = "rate(1 minute)" # expect: scheduler-overload.high-frequency-schedule
}

resource "aws_cloudwatch_event_rule" "cron" {
  name                = "cron"
  schedule_expression = "cron(* * * * ? *)" # expect: scheduler-overload.high-frequency-schedule
  state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
}

resource "aws_cloudwatch_event_target" "rate" {
  rule     = aws_cloudwatch_event_rule.rate.name
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

resource "aws_cloudwatch_event_target" "cron" {
  rule     = aws_cloudwatch_event_rule.cron.name
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

resource "aws_scheduler_schedule" "steps" {
  name                = "steps"
  schedule_expression = "cron(*/1 8-18 ? * MON-FRI *)" # expect: scheduler-overload.high-frequency-schedule

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

resource "aws_scheduler_schedule" "from_zero" {
  name                = "from_zero"
  schedule_expression = "cron(0/1 * * * ? *)" # expect: scheduler-overload.high-frequency-schedule

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

resource "aws_scheduler_schedule" "range" {
  name                = "range"
  schedule_expression = "cron(0-59 * * * ? *)" # expect: scheduler-overload.high-frequency-schedule

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

resource "aws_scheduler_schedule" "call" {
  name                = "call"
  schedule_expression = "rate(1 minute)" # expect: scheduler-overload.high-frequency-schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:scheduler:::aws-sdk:ecs:runTask"
    role_arn = "arn:aws:iam::123456789012:role/scheduler"
    input    = jsonencode({ Cluster = "main", TaskDefinition = "report:4" })
  }
}
