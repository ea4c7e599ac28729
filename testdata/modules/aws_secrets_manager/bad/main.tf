module "secret" {
  source        = "terraform-aws-modules/secrets-manager/aws"
  version       = "~> 1.0"
  name          = "app"
  secret_string = "correct-horse-battery"  # expect: sensitive-env-var-logging.literal-secret-value
}
