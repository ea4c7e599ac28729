# The policies of the account are for other groups, for ever, or for other things.

resource "aws_cloudwatch_log_group" "app" { # expect: log-flooding.retention-unset
  name       = "/ecs/app"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
}

resource "aws_cloudwatch_log_account_policy" "retention" {
  policy_name     = "retention"
  policy_type     = "RETENTION_POLICY"
  policy_document = jsonencode({ RetentionInDays = 365 })
  selection_criteria = "LogGroupNamePrefix IN [\"/aws/\"]"
}

resource "aws_cloudwatch_log_account_policy" "for_ever" {
  policy_name     = "for_ever"
  policy_type     = "RETENTION_POLICY"
  policy_document = jsonencode({ RetentionInDays = "NEVER_EXPIRE" })
}

resource "aws_cloudwatch_log_account_policy" "protection" {
  policy_name     = "protection"
  policy_type     = "DATA_PROTECTION_POLICY"
  policy_document = jsonencode({ RetentionInDays = 365 })
}
