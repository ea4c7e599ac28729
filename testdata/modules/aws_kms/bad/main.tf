module "key" {
  source  = "terraform-aws-modules/kms/aws"
  version = "~> 3.0"
  key_users = ["*"]  # expect: open-resource-policy.public-key-policy
  key_statements = [
    {  # expect: open-resource-policy.public-key-policy
      sid        = "Everybody"
      actions    = ["kms:Decrypt"]
      resources  = ["*"]
      principals = [{ type = "AWS", identifiers = ["*"] }]
    },
  ]
}
