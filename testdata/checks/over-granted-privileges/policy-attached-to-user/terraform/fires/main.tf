# Inline, attached, attached to a list; a user of another unit.

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_policy" "ann" { # expect: over-granted-privileges.policy-attached-to-user
  user = aws_iam_user.ann.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::example-assets/*"
      },
    ]
  })
}

resource "aws_iam_user_policy_attachment" "ann" {
  user       = aws_iam_user.ann.name
  policy_arn = aws_iam_policy.read.arn # expect: over-granted-privileges.policy-attached-to-user
}

resource "aws_iam_policy_attachment" "list" {
  name       = "list"
  users      = [aws_iam_user.ann.name]
  groups     = ["people"]
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess" # expect: over-granted-privileges.policy-attached-to-user
}

resource "aws_iam_user_policy_attachment" "elsewhere" {
  user       = "elsewhere"
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess" # expect: over-granted-privileges.policy-attached-to-user
}

resource "aws_iam_policy_attachment" "elsewhere" {
  name       = "elsewhere"
  users      = ["elsewhere"] # expect: over-granted-privileges.policy-attached-to-user
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_user_policy" "elsewhere" {
  user = "elsewhere" # expect: over-granted-privileges.policy-attached-to-user
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::example-assets/*"
      },
    ]
  })
}

resource "aws_iam_policy" "read" {
  name = "read"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::example-assets/*"
      },
    ]
  })
}
