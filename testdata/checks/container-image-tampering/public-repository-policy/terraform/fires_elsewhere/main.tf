# The repositories are in other stacks.

provider "aws" {
  region = "eu-west-1"
}

variable "repository" {
  type = string
}

resource "aws_ecr_repository_policy" "literal" {
  repository = "team/app"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: container-image-tampering.public-repository-policy
      Action    = ["ecr:BatchGetImage", "ecr:PutImage"]
    }]
  })
}

resource "aws_ecr_repository_policy" "variable" {
  repository = var.repository
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" } # expect: container-image-tampering.public-repository-policy
      Action    = ["ecr:BatchGetImage"]
    }]
  })
}
