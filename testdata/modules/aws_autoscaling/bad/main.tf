# A password in user data, and tokens that are not asked for.
module "group" {
  source           = "terraform-aws-modules/autoscaling/aws"
  version          = "~> 9.0"
  name             = "hosts"
  min_size         = 1
  max_size         = 2
  image_id         = "ami-0123456789abcdef0"
  instance_type    = "t3.micro"
  metadata_options = { http_tokens = "optional" }  # expect: metadata-credential-leak.imdsv1-enabled
  create_iam_instance_profile = true
  iam_role_policies = {
    admin = "arn:aws:iam::aws:policy/AdministratorAccess"  # expect: excessive-iam-permissions.administrator-policy-attached
  }
}
