# For ever, because nothing is said.

resource "aws_cloudwatch_log_group" "app" { # expect: log-flooding.retention-unset
  name = "/ecs/app"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
}
