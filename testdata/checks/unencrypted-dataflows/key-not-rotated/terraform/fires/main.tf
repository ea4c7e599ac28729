# Nothing is said, and rotation is off.

resource "aws_kms_key" "data" { # expect: unencrypted-dataflows.key-not-rotated
  description = "data"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_key" "logs" {
  description = "logs"
  enable_key_rotation = false # expect: unencrypted-dataflows.key-not-rotated
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}
