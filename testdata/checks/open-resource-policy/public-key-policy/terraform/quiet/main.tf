# The account, everybody by way of one service of it, and the default.

resource "aws_kms_key" "account" {
  description = "account"
}

resource "aws_kms_key_policy" "account" {
  key_id = aws_kms_key.account.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "bounded" {
  description = "bounded"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:*"
      Resource  = "*"
      Condition = { StringEquals = { "kms:CallerAccount" = "123456789012", "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } }
    }]
  })
}

resource "aws_kms_key" "silent" {
  description = "silent"
}
