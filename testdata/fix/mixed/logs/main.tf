variable "name" {}

variable "days" {
  default = null
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}"
  retention_in_days = var.days == null ? 14 : var.days
}
