# Secrets in plain variables of a build.

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
      value = "correct-horse-battery" # expect: sensitive-env-var-logging.secret-in-build-environment
    }
    environment_variable {
      name  = "GITHUB_TOKEN"
      type  = "PLAINTEXT"
      value = "3f9a0c77" # expect: sensitive-env-var-logging.secret-in-build-environment
    }
    dynamic "environment_variable" {
      for_each = { API_KEY = "9ac2" } # expect: sensitive-env-var-logging.secret-in-build-environment
      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
    environment_variable {
      name  = "CLIENT_SECRET"
      value = "changeme" # expect: sensitive-env-var-logging.secret-in-build-environment
    }
  }
}
