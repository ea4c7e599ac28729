module "key" {
  source  = "terraform-aws-modules/kms/aws"
  version = "~> 3.0"
  key_statements = [
    {
      sid        = "Everybody"
      actions    = ["kms:Decrypt"]
      resources  = ["*"]
      principals = [{ type = "AWS", identifiers = ["*"] }]
    },
  ]
}
