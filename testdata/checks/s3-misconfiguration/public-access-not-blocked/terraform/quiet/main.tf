# Every setting is on, or nobody speaks of them at all.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "on" {
  bucket = "on"
}

resource "aws_s3_bucket_versioning" "on" {
  bucket = aws_s3_bucket.on.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "on" {
  bucket        = aws_s3_bucket.on.id
  target_bucket = "central-logs"
  target_prefix = "on/"
}

resource "aws_s3_bucket_public_access_block" "on" {
  bucket = aws_s3_bucket.on.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "silent" {
  bucket = "silent"
}

resource "aws_s3_bucket_versioning" "silent" {
  bucket = aws_s3_bucket.silent.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "silent" {
  bucket        = aws_s3_bucket.silent.id
  target_bucket = "central-logs"
  target_prefix = "silent/"
}

resource "aws_s3_bucket" "each" {
  for_each = toset(["a", "b"])

  bucket = each.key

  versioning {
    enabled = true
  }

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket_public_access_block" "each" {
  for_each = aws_s3_bucket.each

  bucket = each.value.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
