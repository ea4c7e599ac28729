# The caller decides about scanning.

variable "scan" {
  type = bool
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_ecr_repository" "app" {
  name = "app"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = var.scan
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}
