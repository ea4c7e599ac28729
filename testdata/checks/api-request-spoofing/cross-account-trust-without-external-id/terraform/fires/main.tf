# The whole of another account, in three spellings.

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["123456789012"]
}

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

resource "aws_iam_role" "number" {
  name = "number"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::123456789012:root", "210987654321"] } # expect: api-request-spoofing.cross-account-trust-without-external-id
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "weak" {
  name = "weak"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::210987654321:root" } # expect: api-request-spoofing.cross-account-trust-without-external-id
        Action    = "sts:AssumeRole"
        Condition = { Bool = { "aws:MultiFactorAuthPresent" = "false" } }
      },
    ]
  })
}
