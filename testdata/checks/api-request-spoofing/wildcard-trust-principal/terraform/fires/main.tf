# Everybody, in three spellings.

resource "aws_iam_role" "all" {
  name = "all"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*" # expect: api-request-spoofing.wildcard-trust-principal
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "accounts" {
  name = "accounts"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::123456789012:role/deploy", "*"] } # expect: api-request-spoofing.wildcard-trust-principal
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"] # expect: api-request-spoofing.wildcard-trust-principal
    }
    condition {
      test     = "StringLike"
      variable = "aws:UserAgent"
      values   = ["deploy/*"]
    }
  }
}

resource "aws_iam_role" "blocks" {
  name               = "blocks"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
