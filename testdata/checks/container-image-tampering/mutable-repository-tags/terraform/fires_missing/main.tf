# Any tag can be pushed again, because nothing is said.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_ecr_repository" "app" { # expect: container-image-tampering.mutable-repository-tags
  name = "app"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}
