module "this" {
  source     = "cloudposse/label/null"
  version    = "0.25.0"
  namespace  = "eg"
  stage      = "prod"
  name       = "app"
  attributes = ["Data"]
}

resource "aws_ecr_repository" "app" {
  name                 = module.this.id
  image_tag_mutability = "IMMUTABLE"
  tags                 = module.this.tags
  image_scanning_configuration {
    scan_on_push = true
  }
}
