# All of one queue; and what has no resources.

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

resource "aws_iam_role_policy" "app_0" {
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["sqs:*"]
        Resource = "arn:aws:sqs:eu-west-1:123456789012:orders"
      },
      {
        Effect   = "Allow"
        Action   = ["ssmmessages:*"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["sqs:List*"]
        Resource = "*"
      },
    ]
  })
}
