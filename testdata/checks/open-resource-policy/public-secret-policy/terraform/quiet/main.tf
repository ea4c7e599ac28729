# One account, everybody of one organisation, nobody, and a policy that Secrets Manager refuses.

resource "aws_secretsmanager_secret" "account" {
  name = "account"
}

resource "aws_secretsmanager_secret_policy" "account" {
  secret_arn = aws_secretsmanager_secret.account.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_secretsmanager_secret" "bounded" {
  name = "bounded"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }
    }]
  })
}

resource "aws_secretsmanager_secret" "silent" {
  name = "silent"
}

resource "aws_secretsmanager_secret" "refused" {
  name = "refused"
}

resource "aws_secretsmanager_secret_policy" "refused" {
  secret_arn          = aws_secretsmanager_secret.refused.arn
  block_public_policy = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
