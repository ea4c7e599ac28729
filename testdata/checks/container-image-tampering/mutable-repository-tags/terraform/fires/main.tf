# Any tag can be pushed again.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_ecr_repository" "app" {
  name = "app"
  image_tag_mutability = "MUTABLE" # expect: container-image-tampering.mutable-repository-tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}
