# The logs stay when the stack goes.

resource "aws_cloudwatch_log_group" "app" {
  name = "/ecs/app"
  retention_in_days = 400
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"

  lifecycle {
    prevent_destroy = true
  }
}
