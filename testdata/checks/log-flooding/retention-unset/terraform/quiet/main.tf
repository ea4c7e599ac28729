# AWS bounds the retention of this class itself.

resource "aws_cloudwatch_log_group" "app" {
  name = "/ecs/app"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
  log_group_class = "DELIVERY"
}
