# A group, a policy that nothing attaches, and one of a role that is not for tasks.

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
        Action   = ["logs:DeleteLogGroup"]
        Resource = "*" # expect: cloudwatch-log-tampering.unrestricted-log-deletion
      },
    ]
  })
}

resource "aws_iam_policy" "free" {
  name = "free"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:Delete*"]
        Resource = "arn:aws:logs:*:*:log-group:*" # expect: cloudwatch-log-tampering.unrestricted-log-deletion
      },
    ]
  })
}

resource "aws_iam_policy" "nightly" {
  name = "nightly"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:PutRetentionPolicy"]
        Resource = "*" # expect: cloudwatch-log-tampering.unrestricted-log-deletion
      },
    ]
  })
}

resource "aws_iam_role" "nightly" {
  name = "nightly"
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

resource "aws_iam_role_policy_attachment" "nightly" {
  role       = aws_iam_role.nightly.name
  policy_arn = aws_iam_policy.nightly.arn
}
