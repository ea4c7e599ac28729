module "files" {
  source  = "terraform-aws-modules/efs/aws"
  version = "~> 1.0"
  name    = "app"
}
