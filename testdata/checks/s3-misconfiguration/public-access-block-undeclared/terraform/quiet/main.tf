# Blocks by reference, by name, and by for_each over the buckets.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "named" {
  bucket = "named"
}

resource "aws_s3_bucket_versioning" "named" {
  bucket = aws_s3_bucket.named.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "named" {
  bucket        = aws_s3_bucket.named.id
  target_bucket = "central-logs"
  target_prefix = "named/"
}

resource "aws_s3_bucket_public_access_block" "named" {
  bucket = "named"

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
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
  for_each = toset(["a", "b"])

  bucket = aws_s3_bucket.each[each.key].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
