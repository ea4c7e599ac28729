# The account gives its groups a retention.

resource "aws_cloudwatch_log_group" "app" {
  name       = "/ecs/app"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
}

resource "aws_cloudwatch_log_account_policy" "retention" {
  policy_name     = "retention"
  policy_type     = "RETENTION_POLICY"
  policy_document = jsonencode({ RetentionInDays = 365 })
}
