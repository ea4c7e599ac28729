# Who reads is the caller's.

variable "who" {
  type = string
}

resource "aws_secretsmanager_secret" "asked" {
  name = "asked"
}

resource "aws_secretsmanager_secret_policy" "asked" {
  secret_arn = aws_secretsmanager_secret.asked.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.who }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
