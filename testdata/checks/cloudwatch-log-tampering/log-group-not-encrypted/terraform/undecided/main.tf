# The key is the caller's.

variable "key" {
  type = string
}

resource "aws_cloudwatch_log_group" "app" {
  name = "/ecs/app"
  retention_in_days = 400
  kms_key_id = var.key
}
