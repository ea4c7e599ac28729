# Generated, still to be written, or written by somebody else.

resource "random_password" "db" {
  length = 32
}

resource "aws_secretsmanager_secret" "generated" {
  name       = "billing/db"
  kms_key_id = "alias/billing"
}

resource "aws_secretsmanager_secret_version" "generated" {
  secret_id     = aws_secretsmanager_secret.generated.id
  secret_string = random_password.db.result
}

resource "aws_secretsmanager_secret" "object" {
  name       = "billing/object"
  kms_key_id = "alias/billing"
}

resource "aws_secretsmanager_secret_version" "object" {
  secret_id     = aws_secretsmanager_secret.object.id
  secret_string = jsonencode({ username = "billing", password = random_password.db.result })
}

resource "aws_secretsmanager_secret" "placeholder" {
  name       = "billing/placeholder"
  kms_key_id = "alias/billing"
}

resource "aws_secretsmanager_secret_version" "placeholder" {
  secret_id     = aws_secretsmanager_secret.placeholder.id
  secret_string = jsonencode({ username = "billing", password = "CHANGEME" })
}

resource "aws_secretsmanager_secret" "empty" {
  name       = "billing/empty"
  kms_key_id = "alias/billing"
}
