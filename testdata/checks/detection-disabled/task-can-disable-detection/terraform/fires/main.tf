# A role suspends the detector, a policy hides findings.

resource "aws_iam_role" "admin" {
  name = "admin"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["codebuild.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "admin" {
  role = aws_iam_role.admin.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["guardduty:ListDetectors", "guardduty:Update*"] # expect: detection-disabled.task-can-disable-detection
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_policy" "filters" {
  name = "filters"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["guardduty:CreateFilter"] # expect: detection-disabled.task-can-disable-detection
        Resource = "arn:aws:guardduty:*:*:detector/*"
      },
    ]
  })
}
