module "secret" {
  source                 = "terraform-aws-modules/secrets-manager/aws"
  version                = "~> 1.0"
  name                   = "app"
  create_random_password = true
}
