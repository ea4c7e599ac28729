module "role" {
  source                = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"
  version               = "~> 5.0"
  create_role           = true
  role_name             = "app"
  role_requires_mfa     = false
  trusted_role_services = ["ecs-tasks.amazonaws.com"]
}
