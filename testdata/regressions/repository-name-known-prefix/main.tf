terraform {
  backend "s3" {}
}

variable "env" {
  type = string
}

resource "aws_ecr_repository" "api" {
  name = "shop-${var.env}/api"
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "shop-*"
      filter_type = "WILDCARD"
    }
  }
}
