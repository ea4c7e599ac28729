# Selectors made from a map.

provider "aws" {
  region = "eu-west-1"
}

variable "selectors" {
  type = map(string)
  default = {
    reads = "ReadOnly"
  }
}

resource "aws_cloudtrail" "this" {
  name                       = "this"
  s3_bucket_name             = "central-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"

  dynamic "event_selector" { # expect: insufficient-api-logging.management-events-excluded
    for_each = var.selectors

    content {
      read_write_type = event_selector.value
    }
  }
}
