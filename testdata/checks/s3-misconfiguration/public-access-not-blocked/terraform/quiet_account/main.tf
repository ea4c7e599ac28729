# The account's own block holds for every bucket.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "off" {
  bucket = "off"
}

resource "aws_s3_bucket_versioning" "off" {
  bucket = aws_s3_bucket.off.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "off" {
  bucket        = aws_s3_bucket.off.id
  target_bucket = "central-logs"
  target_prefix = "off/"
}

resource "aws_s3_bucket_public_access_block" "off" {
  bucket = aws_s3_bucket.off.id

  block_public_acls       = false
  block_public_policy     = false
}
