# The account's own policies decide by default.
module "key" {
  source  = "terraform-aws-modules/kms/aws"
  version = "~> 3.0"
}
