# A session of its own; an emulator by its addresses, one by its keys.

provider "aws" {
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::123456789012:role/deploy"
  }
}

provider "aws" {
  alias      = "local"
  region     = "eu-west-1"
  access_key = "anything"
  secret_key = "anything-else"

  endpoints {
    ecs = "http://localhost:4566"
    s3  = "http://s3.localhost.localstack.cloud:4566"
  }
  endpoints {
    sqs = "http://127.0.0.1:4566"
  }
}

provider "aws" {
  alias      = "tests"
  region     = "eu-west-1"
  access_key = "mock_access_key"
  secret_key = "test"
}
