module "cluster" {  # expect: rds-misconfiguration.deletion-protection-disabled
  source    = "terraform-aws-modules/rds-aurora/aws"
  version   = "~> 9.0"
  name      = "app"
  engine    = "aurora-postgresql"
  vpc_id    = "vpc-0123456789abcdef0"
  instances = { one = {} }
}
