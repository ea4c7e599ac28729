module "repository" {
  source                          = "terraform-aws-modules/ecr/aws"
  version                         = "~> 2.0"
  repository_name                 = "app"
  repository_image_tag_mutability = "MUTABLE"
  repository_image_scan_on_push   = false
  repository_lifecycle_policy     = jsonencode({ rules = [] })
}
