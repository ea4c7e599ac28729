# A role that stops trails, and a policy that changes them.

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
        Action   = ["cloudtrail:StopLogging"] # expect: insufficient-api-logging.unrestricted-trail-control
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["cloudtrail:Put*", "cloudtrail:Describe*"] # expect: insufficient-api-logging.unrestricted-trail-control
        Resource = "arn:aws:cloudtrail:*:*:trail/*"
      },
    ]
  })
}

data "aws_iam_policy_document" "operators" {
  statement {
    actions = [
      "cloudtrail:LookupEvents",
      "cloudtrail:UpdateTrail", # expect: insufficient-api-logging.unrestricted-trail-control
      "cloudtrail:DeleteTrail",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "operators" {
  name   = "operators"
  policy = data.aws_iam_policy_document.operators.json
}
