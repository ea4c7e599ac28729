module "ecr" {
  source               = "cloudposse/ecr/aws"
  version              = "0.41.0"
  namespace            = "eg"
  name                 = "app"
  image_tag_mutability = "MUTABLE"  # expect: container-image-tampering.mutable-repository-tags
  scan_images_on_push  = false  # expect: vulnerable-libraries.image-scanning-disabled
}
