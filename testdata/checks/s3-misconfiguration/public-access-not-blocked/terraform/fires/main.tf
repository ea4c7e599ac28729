# Blocks with a hole: a setting that is off, one that nobody names, by reference and by name.

provider "aws" {
  region = "eu-west-1"
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

  block_public_acls       = true
  block_public_policy     = false # expect: s3-misconfiguration.public-access-not-blocked
  ignore_public_acls      = true
  restrict_public_buckets = false # expect: s3-misconfiguration.public-access-not-blocked
}

resource "aws_s3_bucket" "missing" {
  bucket = "missing"
}

resource "aws_s3_bucket_versioning" "missing" {
  bucket = aws_s3_bucket.missing.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "missing" {
  bucket        = aws_s3_bucket.missing.id
  target_bucket = "central-logs"
  target_prefix = "missing/"
}

resource "aws_s3_bucket_public_access_block" "missing" { # expect: s3-misconfiguration.public-access-not-blocked
  bucket = aws_s3_bucket.missing.bucket

  block_public_acls       = true
  ignore_public_acls      = true
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

  block_public_acls       = "false" # expect: s3-misconfiguration.public-access-not-blocked
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_s3_bucket" "other" {
  bucket = "somebody-elses"
}

resource "aws_s3_bucket_public_access_block" "other" {
  bucket = data.aws_s3_bucket.other.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = false # expect: s3-misconfiguration.public-access-not-blocked
  restrict_public_buckets = true
}
