# The mode is the caller's choice.

variable "docker" {
  type = bool
}

resource "aws_codebuild_project" "images" {
  name         = "images"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    type         = "LINUX_CONTAINER"
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    privileged_mode = var.docker
  }
  source {
    type = "CODEPIPELINE"
  }
}
