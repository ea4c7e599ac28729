terraform {
  backend "s3" {}
}

resource "aws_iam_role" "task" {
  name = "app-task"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "task" {
  name = "roles"
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iam:PutRolePolicy"
      Resource = "arn:aws:iam::123456789012:role/app-*"
    }]
  })
}

resource "aws_ecs_task_definition" "app" {
  family = "app"
  task_role_arn = aws_iam_role.task.arn
  container_definitions = jsonencode([
    { name = "app", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2", user = "1000", cpu = 256, memory = 512 },
  ])
}
