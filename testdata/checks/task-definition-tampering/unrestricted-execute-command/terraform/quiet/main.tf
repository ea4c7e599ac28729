# One cluster, containers by name or tag, one task.

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["lambda.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["ecs:ExecuteCommand"]
        Resource  = "*"
        Condition = { ArnEquals = { "ecs:cluster" = "arn:aws:ecs:eu-west-1:123456789012:cluster/sandbox" } }
      },
      {
        Effect    = "Allow"
        Action    = ["ecs:ExecuteCommand"]
        Resource  = "*"
        Condition = { StringEquals = { "ecs:container-name" = "debug" } }
      },
      {
        Effect    = "Allow"
        Action    = ["ecs:ExecuteCommand"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:ResourceTag/debug" = "allowed" } }
      },
      {
        Effect   = "Allow"
        Action   = ["ecs:ExecuteCommand"]
        Resource = "arn:aws:ecs:eu-west-1:123456789012:task/sandbox/*"
      },
    ]
  })
}
