# Everybody reads.

resource "aws_secretsmanager_secret" "apart" {
  name = "apart"
}

resource "aws_secretsmanager_secret_policy" "apart" {
  secret_arn = aws_secretsmanager_secret.apart.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-secret-policy
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_secretsmanager_secret" "listed" {
  name = "listed"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] } # expect: open-resource-policy.public-secret-policy
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_secretsmanager_secret_policy" "elsewhere" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-secret-policy
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
