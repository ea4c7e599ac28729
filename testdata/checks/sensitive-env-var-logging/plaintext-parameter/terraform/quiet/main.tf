# Encrypted, no secret, or only what says where the secret is.

resource "aws_ssm_parameter" "encrypted" {
  name  = "/billing/db_password"
  type  = "SecureString"
  value = "correct-horse-battery"
}

resource "aws_ssm_parameter" "host" {
  name  = "/billing/db_host"
  type  = "String"
  value = "db.internal"
}

resource "aws_ssm_parameter" "arn" {
  name  = "/billing/db_secret"
  type  = "String"
  value = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
}

resource "aws_sqs_queue" "tokens" {
  name = "tokens"
}

resource "aws_ssm_parameter" "reference" {
  name  = "/billing/token_queue"
  type  = "String"
  value = aws_sqs_queue.tokens.url
}

resource "aws_ssm_parameter" "length" {
  name  = "/billing/password_length"
  type  = "String"
  value = "32"
}
