# The action is the caller's choice.

variable "action" {
  type = string
}

resource "aws_iam_group" "operators" {
  name = "operators"
}

resource "aws_iam_group_policy" "operators" {
  group = aws_iam_group.operators.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = [var.action]
        Resource = "arn:aws:ecs:eu-west-1:123456789012:task-definition/import:7"
      },
    ]
  })
}
