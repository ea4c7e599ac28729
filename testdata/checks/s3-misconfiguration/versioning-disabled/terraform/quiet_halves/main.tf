# Whatever the caller decides, one of the two satellites is there.

variable "strict" {
  type = bool
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "this" {
  bucket = "this"

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket_versioning" "strict" {
  count = var.strict ? 1 : 0

  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status     = "Enabled"
    mfa_delete = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "plain" {
  count = var.strict ? 0 : 1

  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}
