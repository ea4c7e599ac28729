# Trails that record nothing.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudtrail" "explicit" {
  name                       = "explicit"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
  enable_logging             = false # expect: insufficient-api-logging.trail-logging-disabled
}

variable "wanted" {
  type    = bool
  default = false # expect: insufficient-api-logging.trail-logging-disabled
}

resource "aws_cloudtrail" "defaulted" {
  name                       = "defaulted"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
  enable_logging             = var.wanted
}

locals {
  trails = {
    a = { on = true }
    b = { on = false } # expect: insufficient-api-logging.trail-logging-disabled
  }
}

resource "aws_cloudtrail" "each" {
  for_each = local.trails

  name                       = each.key
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
  enable_logging             = each.value.on
}
