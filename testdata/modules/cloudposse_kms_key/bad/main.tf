module "key" {
  source  = "cloudposse/kms-key/aws"
  version = "0.12.1"
  name    = "app"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }]  # expect: open-resource-policy.public-key-policy
  })
}
