# Buckets that remember: inline, beside it, by name, and because of a lock.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"

  versioning {
    enabled = true
  }

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket" "beside" {
  bucket = "beside"
}

resource "aws_s3_bucket_versioning" "beside" {
  bucket = aws_s3_bucket.beside.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "beside" {
  bucket        = aws_s3_bucket.beside.id
  target_bucket = "central-logs"
  target_prefix = "beside/"
}

resource "aws_s3_bucket" "named" {
  bucket = "named"
}

resource "aws_s3_bucket_versioning" "named" {
  bucket = "named"

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "named" {
  bucket        = aws_s3_bucket.named.id
  target_bucket = "central-logs"
  target_prefix = "named/"
}

resource "aws_s3_bucket" "locked" {
  bucket = "locked"

  object_lock_enabled = true

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket" "configured" {
  bucket = "configured"

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "configured" {
  bucket = aws_s3_bucket.configured.id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 365
    }
  }
}
