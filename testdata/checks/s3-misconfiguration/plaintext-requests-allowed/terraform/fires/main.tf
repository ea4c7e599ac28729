# A bucket without a policy, and one whose policy says nothing of TLS.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "bare" { # expect: s3-misconfiguration.plaintext-requests-allowed
  bucket = "bare"
}

resource "aws_s3_bucket_versioning" "bare" {
  bucket = aws_s3_bucket.bare.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "bare" {
  bucket        = aws_s3_bucket.bare.id
  target_bucket = "central-logs"
  target_prefix = "bare/"
}

resource "aws_s3_bucket" "account" {
  bucket = "account"
}

resource "aws_s3_bucket_versioning" "account" {
  bucket = aws_s3_bucket.account.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "account" {
  bucket        = aws_s3_bucket.account.id
  target_bucket = "central-logs"
  target_prefix = "account/"
}

resource "aws_s3_bucket_policy" "account" {
  bucket = aws_s3_bucket.account.id
  policy = jsonencode({ # expect: s3-misconfiguration.plaintext-requests-allowed
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.account.arn}/*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}
