module "repository" {
  source                          = "terraform-aws-modules/ecr/aws"
  version                         = "~> 2.0"
  repository_name                 = "app"
  repository_image_tag_mutability = "MUTABLE"  # expect: container-image-tampering.mutable-repository-tags
  repository_image_scan_on_push   = false  # expect: vulnerable-libraries.image-scanning-disabled
  repository_read_access_arns     = ["*"]  # expect: container-image-tampering.public-repository-policy
  repository_lifecycle_policy     = jsonencode({ rules = [] })
}
