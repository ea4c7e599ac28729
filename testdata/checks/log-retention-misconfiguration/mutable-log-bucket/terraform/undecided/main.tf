# The caller decides whether the trail's bucket keeps versions.

variable "status" {
  type = string
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "trail" {
  bucket = "trail"
}

resource "aws_s3_bucket_versioning" "trail" {
  bucket = aws_s3_bucket.trail.id

  versioning_configuration {
    status = var.status
  }
}

resource "aws_cloudtrail" "this" {
  name                       = "this"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
