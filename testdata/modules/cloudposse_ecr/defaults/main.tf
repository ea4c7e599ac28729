module "ecr" {
  source    = "cloudposse/ecr/aws"
  version   = "0.41.0"
  namespace = "eg"
  name      = "app"
}
