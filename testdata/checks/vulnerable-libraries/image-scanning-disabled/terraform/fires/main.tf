# Nobody looks.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_ecr_repository" "app" {
  name = "app"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = false # expect: vulnerable-libraries.image-scanning-disabled
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}
