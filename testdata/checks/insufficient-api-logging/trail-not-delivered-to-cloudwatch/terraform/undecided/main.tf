# The caller brings the log group, or none.

variable "wanted" {
  type = string
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudtrail" "this" {
  name                       = "this"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = var.wanted
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
