# What does not come over TLS is denied.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "this" {
  bucket = "this"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = aws_s3_bucket.this.id
  target_bucket = "central-logs"
  target_prefix = "this/"
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Tls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_s3_bucket" "encoded" {
  bucket = "encoded"
}

resource "aws_s3_bucket_versioning" "encoded" {
  bucket = aws_s3_bucket.encoded.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "encoded" {
  bucket        = aws_s3_bucket.encoded.id
  target_bucket = "central-logs"
  target_prefix = "encoded/"
}

resource "aws_s3_bucket_policy" "encoded" {
  bucket = "encoded"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::encoded", "arn:aws:s3:::encoded/*"]
      Condition = { Bool = { "aws:SecureTransport" = false } }
    }
  })
}
