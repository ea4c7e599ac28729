# Reading, one's own trail, a second factor, and a denial.

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
        Effect   = "Allow"
        Action   = ["cloudtrail:LookupEvents", "cloudtrail:GetTrailStatus"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["cloudtrail:StopLogging"]
        Resource = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/test"
      },
      {
        Effect    = "Allow"
        Action    = ["cloudtrail:StopLogging"]
        Resource  = "*"
        Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
      },
      {
        Effect   = "Deny"
        Action   = ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]
        Resource = "*"
      },
    ]
  })
}
