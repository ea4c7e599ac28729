# One endpoint is an emulator's, the other is not.

provider "aws" {
  region     = "eu-west-1"
  access_key = "AKIAIOSFODNN7EXAMPLE" # expect: api-request-spoofing.static-provider-credentials
  secret_key = "test"

  endpoints {
    s3 = "http://localhost:4566"
  }
  endpoints {
    ecs = "https://ecs.eu-west-1.amazonaws.com"
  }
}
