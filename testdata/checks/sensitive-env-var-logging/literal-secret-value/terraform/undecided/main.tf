# The caller brings the value.

variable "upstream" {
  type = string
}

resource "aws_secretsmanager_secret" "this" {
  name       = "billing/db"
  kms_key_id = "alias/billing"
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id     = aws_secretsmanager_secret.this.id
  secret_string = var.upstream
}
