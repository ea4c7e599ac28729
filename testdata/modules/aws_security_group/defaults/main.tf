# Without rules nothing reaches it.
module "group" {
  source  = "terraform-aws-modules/security-group/aws"
  version = "~> 5.0"
  name    = "web"
  vpc_id  = "vpc-0123456789abcdef0"
}
