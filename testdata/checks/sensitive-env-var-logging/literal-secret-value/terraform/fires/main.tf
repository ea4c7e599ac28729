# The value of the secret stands in the source.

resource "aws_secretsmanager_secret" "text" {
  name       = "billing/db"
  kms_key_id = "alias/billing"
}

resource "aws_secretsmanager_secret_version" "text" {
  secret_id     = aws_secretsmanager_secret.text.id
  secret_string = "correct-horse-battery" # expect: sensitive-env-var-logging.literal-secret-value
}

resource "aws_secretsmanager_secret" "object" {
  name       = "billing/api"
  kms_key_id = "alias/billing"
}

resource "aws_secretsmanager_secret_version" "object" {
  secret_id = aws_secretsmanager_secret.object.arn
  secret_string = jsonencode({
    username = "billing"
    password = "correct-horse-battery" # expect: sensitive-env-var-logging.literal-secret-value
  })
}
