# What it allows is the caller's choice.

variable "action" {
  type = string
}

resource "aws_iam_group" "own" {
  name = "own"
}

resource "aws_iam_group_policy" "own" {
  group = aws_iam_group.own.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = [var.action]
        Resource = "*"
      },
    ]
  })
}
