# A bucket without a block, beside one that has it.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "bare" { # expect: s3-misconfiguration.public-access-block-undeclared
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
  bucket        = aws_s3_bucket.other.id
  target_bucket = "central-logs"
  target_prefix = "other/"
}

resource "aws_s3_bucket_public_access_block" "other" {
  bucket = aws_s3_bucket.other.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
