module "files" {
  source    = "terraform-aws-modules/efs/aws"
  version   = "~> 2.0"
  name      = "app"
  encrypted = false
}
