# Buckets for everybody: by an ACL of the bucket and of its own, by name and by reference.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  acl    = "public-read" # expect: s3-misconfiguration.public-acl

  versioning {
    enabled = true
  }

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket" "website" {
  bucket = "website"
}

resource "aws_s3_bucket_versioning" "website" {
  bucket = aws_s3_bucket.website.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "website" {
  bucket        = aws_s3_bucket.website.id
  target_bucket = "central-logs"
  target_prefix = "website/"
}

resource "aws_s3_bucket_acl" "website" {
  bucket = aws_s3_bucket.website.id
  acl    = "public-read-write" # expect: s3-misconfiguration.public-acl
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

resource "aws_s3_bucket_acl" "named" {
  bucket = "named"
  acl    = "authenticated-read" # expect: s3-misconfiguration.public-acl
}
