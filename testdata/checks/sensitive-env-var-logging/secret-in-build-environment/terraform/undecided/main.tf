# The caller brings the value, or chooses the type.

variable "upstream" {
  type = string
}

variable "type" {
  type = string
}

resource "aws_codebuild_project" "this" {
  name         = "billing"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  source {
    type = "CODECOMMIT"
    location = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/billing"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "REGISTRY_PASSWORD"
      value = var.upstream
    }
    environment_variable {
      name  = "GITHUB_TOKEN"
      type  = var.type
      value = "3f9a0c77"
    }
  }
}
