# Policies for everybody: a JSON text, an object, and a document.

provider "aws" {
  region = "eu-west-1"
}

locals {
  readers = "*" # expect: s3-misconfiguration.public-bucket-policy
}

resource "aws_s3_bucket" "heredoc" {
  bucket = "heredoc"

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": ${jsonencode(local.readers)},
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::heredoc/*"
        }
      ]
    }
  POLICY

  versioning {
    enabled = true
  }

  logging {
    target_bucket = "central-logs"
  }
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
  bucket = aws_s3_bucket.encoded.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = "*" } # expect: s3-misconfiguration.public-bucket-policy
      Action    = ["s3:GetObject", "s3:PutObject"]
      Resource  = "${aws_s3_bucket.encoded.arn}/*"
    }
  })
}

resource "aws_s3_bucket" "document" {
  bucket = "document"
}

resource "aws_s3_bucket_versioning" "document" {
  bucket = aws_s3_bucket.document.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "document" {
  bucket        = aws_s3_bucket.document.id
  target_bucket = "central-logs"
  target_prefix = "document/"
}

data "aws_iam_policy_document" "document" {
  statement {
    sid       = "Public"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.document.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"] # expect: s3-misconfiguration.public-bucket-policy
    }

    condition {
      test     = "StringLike"
      variable = "aws:Referer"
      values   = ["https://example.com/*"]
    }
  }
}

resource "aws_s3_bucket_policy" "document" {
  bucket = "document"
  policy = data.aws_iam_policy_document.document.json
}
