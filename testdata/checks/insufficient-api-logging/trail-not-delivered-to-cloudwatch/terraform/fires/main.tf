# Trails that nothing watches.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudtrail" "missing" { # expect: insufficient-api-logging.trail-not-delivered-to-cloudwatch
  name                       = "missing"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
}

resource "aws_cloudtrail" "null" {
  name                       = "null"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = null # expect: insufficient-api-logging.trail-not-delivered-to-cloudwatch
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
