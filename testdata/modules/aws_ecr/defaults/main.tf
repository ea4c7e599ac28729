# Tags are immutable and images are scanned by default.
module "repository" {
  source                      = "terraform-aws-modules/ecr/aws"
  version                     = "~> 2.0"
  repository_name             = "app"
  repository_lifecycle_policy = jsonencode({ rules = [] })
}
