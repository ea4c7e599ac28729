# The caller brings the value, or chooses the type.

variable "upstream" {
  type = string
}

variable "type" {
  type = string
}

resource "aws_ssm_parameter" "value" {
  name  = "/billing/db_password"
  type  = "String"
  value = var.upstream
}

resource "aws_ssm_parameter" "type" {
  name  = "/billing/api_token"
  type  = var.type
  value = "3f9a0c77"
}
