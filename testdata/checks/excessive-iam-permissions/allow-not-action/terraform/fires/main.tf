# All but one action.

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
      { # expect: excessive-iam-permissions.allow-not-action
        Effect    = "Allow"
        NotAction = ["s3:DeleteBucket"]
        Resource  = "arn:aws:s3:::assets"
      },
    ]
  })
}
