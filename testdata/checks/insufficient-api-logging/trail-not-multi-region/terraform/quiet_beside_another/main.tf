# One trail records every region; the other may do with one.

provider "aws" {
  region = "eu-west-1"
}

locals {
  trails = {
    a = { on = true }
    b = { on = false }
  }
}

resource "aws_cloudtrail" "each" {
  for_each = local.trails

  name                       = each.key
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = each.value.on
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
