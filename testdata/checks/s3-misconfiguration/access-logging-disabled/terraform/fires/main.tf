# Buckets whose readers nobody records; the logging is that of another bucket.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "bare" { # expect: s3-misconfiguration.access-logging-disabled
  bucket = "bare"
}

resource "aws_s3_bucket_versioning" "bare" {
  bucket = aws_s3_bucket.bare.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "old" { # expect: s3-misconfiguration.access-logging-disabled
  bucket = "old"

  versioning {
    enabled = true
  }
}

resource "aws_s3_bucket" "other" {
  bucket = "other"
}

resource "aws_s3_bucket_versioning" "other" {
  bucket = aws_s3_bucket.other.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "other" {
  bucket        = "other"
  target_bucket = "central-logs"
  target_prefix = "other/"
}

resource "aws_s3_bucket" "each" { # expect: s3-misconfiguration.access-logging-disabled
  for_each = toset(["a", "b"])

  bucket = "each-${each.key}"

  versioning {
    enabled = true
  }
}

resource "aws_s3_bucket_logging" "each" {
  bucket        = aws_s3_bucket.each["a"].id
  target_bucket = "central-logs"
  target_prefix = "each/"
}
