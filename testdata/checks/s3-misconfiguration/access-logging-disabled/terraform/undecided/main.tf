# The caller names the log bucket, or none.

variable "log_bucket" {
  type = string
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "this" {
  bucket = "this"

  versioning {
    enabled = true
  }

  logging {
    target_bucket = var.log_bucket
  }
}
