# Buckets that forget: nothing said, switched off inline, suspended beside it.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "bare" { # expect: s3-misconfiguration.versioning-disabled
  bucket = "bare"

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"

  versioning {
    enabled = false # expect: s3-misconfiguration.versioning-disabled
  }

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket" "suspended" {
  bucket = "suspended"
}

resource "aws_s3_bucket_logging" "suspended" {
  bucket        = aws_s3_bucket.suspended.id
  target_bucket = "central-logs"
  target_prefix = "suspended/"
}

resource "aws_s3_bucket_versioning" "suspended" {
  bucket = aws_s3_bucket.suspended.id

  versioning_configuration {
    status = "Suspended" # expect: s3-misconfiguration.versioning-disabled
  }
}

variable "versioned" {
  type    = bool
  default = false
}

resource "aws_s3_bucket" "chosen" {
  bucket = "chosen"
}

resource "aws_s3_bucket_logging" "chosen" {
  bucket        = aws_s3_bucket.chosen.id
  target_bucket = "central-logs"
  target_prefix = "chosen/"
}

resource "aws_s3_bucket_versioning" "chosen" {
  bucket = "chosen"

  versioning_configuration {
    status = var.versioned ? "Enabled" : "Disabled" # expect: s3-misconfiguration.versioning-disabled
  }
}
