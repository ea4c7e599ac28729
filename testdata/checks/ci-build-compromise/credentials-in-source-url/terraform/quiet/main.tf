# The address alone, and a user without a password.

resource "aws_codebuild_project" "app" {
  name         = "app"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    type         = "LINUX_CONTAINER"
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/app.git"
  }
  secondary_sources {
    source_identifier = "lib"
    type              = "GITHUB_ENTERPRISE"
    location          = "https://build@git.example.com/acme/lib.git"
  }
}
