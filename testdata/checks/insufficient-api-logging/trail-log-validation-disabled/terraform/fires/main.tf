# Trails whose files anybody may have changed.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudtrail" "explicit" {
  name                       = "explicit"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = false # expect: insufficient-api-logging.trail-log-validation-disabled
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}

resource "aws_cloudtrail" "missing" { # expect: insufficient-api-logging.trail-log-validation-disabled
  name                       = "missing"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}

resource "aws_cloudtrail" "null" {
  name                       = "null"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = null # expect: insufficient-api-logging.trail-log-validation-disabled
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}

variable "wanted" {
  type    = bool
  default = false # expect: insufficient-api-logging.trail-log-validation-disabled
}

resource "aws_cloudtrail" "defaulted" {
  name                       = "defaulted"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = var.wanted
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}

locals {
  trails = {
    a = { on = true }
    b = { on = false } # expect: insufficient-api-logging.trail-log-validation-disabled
  }
}

resource "aws_cloudtrail" "each" {
  for_each = local.trails

  name                       = each.key
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = each.value.on
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
