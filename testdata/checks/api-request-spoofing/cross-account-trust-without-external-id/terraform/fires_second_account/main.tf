# Nothing says which account is its own; two appear, and one of them is not.

resource "aws_iam_role" "root" {
  name = "root"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::210987654321:root" } # expect: api-request-spoofing.cross-account-trust-without-external-id
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "root" {
  role       = aws_iam_role.root.name
  policy_arn = "arn:aws:iam::123456789012:policy/auditors"
}
