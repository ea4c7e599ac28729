# The retention is the caller's.

variable "retention" {
  type = number
}

resource "aws_cloudwatch_log_group" "app" {
  name = "/ecs/app"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
  retention_in_days = var.retention
}
