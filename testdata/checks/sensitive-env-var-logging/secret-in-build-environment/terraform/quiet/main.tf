# Secrets that are only named, and variables that hold none.

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
      type  = "SECRETS_MANAGER"
      value = "billing/registry:password"
    }
    environment_variable {
      name  = "GITHUB_TOKEN"
      type  = "PARAMETER_STORE"
      value = "billing-github-token"
    }
    environment_variable {
      name  = "TOKEN_URL"
      value = "https://id.example/token"
    }
    environment_variable {
      name  = "SECRET_ARN"
      value = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
    }
    environment_variable {
      name  = "API_KEY"
      value = ""
    }
    environment_variable {
      name  = "REGION"
      value = "eu-west-1"
    }
  }
}
