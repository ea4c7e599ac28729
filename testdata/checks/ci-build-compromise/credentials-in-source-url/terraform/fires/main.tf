# In the source, and in a second one.

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
    type     = "GITHUB_ENTERPRISE"
    location = "https://build:correct-horse-battery@git.example.com/acme/app.git" # expect: ci-build-compromise.credentials-in-source-url
  }
  secondary_sources {
    source_identifier = "lib"
    type              = "GITHUB"
    location          = "https://x-access-token:correct-horse-battery@github.com/acme/lib.git" # expect: ci-build-compromise.credentials-in-source-url
  }
}
