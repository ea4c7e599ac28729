resource "aws_iam_role" "task" {
  name               = "task"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_ecs_task_definition" "each" {
  for_each              = toset(["web", "worker", "cron"])
  family                = each.key
  task_role_arn         = aws_iam_role.task.arn
  container_definitions = jsonencode([{ name = each.key, image = "acme/app:1" }])
}
