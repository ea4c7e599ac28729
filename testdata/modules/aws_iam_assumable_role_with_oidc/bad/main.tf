module "role" {
  source           = "terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc"
  version          = "~> 5.0"
  create_role      = true
  role_name        = "deploy"
  provider_url     = "token.actions.githubusercontent.com"
  oidc_fully_qualified_subjects = ["repo:example/app:ref:refs/heads/main"]
  role_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]  # expect: excessive-iam-permissions.administrator-policy-attached
}
