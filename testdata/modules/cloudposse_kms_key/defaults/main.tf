module "key" {
  source  = "cloudposse/kms-key/aws"
  version = "0.12.1"
  name    = "app"
}
