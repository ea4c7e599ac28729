# The argument is null.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudtrail" "null" {
  name                       = "null"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = null # expect: insufficient-api-logging.trail-not-multi-region
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
