# It reads findings, and may suspend one detector.

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
        Action   = ["guardduty:GetFindings", "guardduty:ListFindings"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["guardduty:UpdateDetector"]
        Resource = "arn:aws:guardduty:eu-west-1:123456789012:detector/0123456789abcdef0123456789abcdef"
      },
    ]
  })
}
