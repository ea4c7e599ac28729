# Local stand-ins for AWS talk in the clear on the machine itself; everything else over TLS.

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true

  endpoints {
    ecs            = "http://localhost:4566"
    ecr            = "http://127.0.0.1:4566"
    s3             = "http://s3.localhost.localstack.cloud:4566"
    sts            = "http://[::1]:4566"
    iam            = "http://host.docker.internal:4566"
    cloudwatchlogs = "http://localstack:4566"
  }
}

provider "aws" {
  alias    = "checked"
  region   = "eu-west-1"
  insecure = false

  endpoints {
    ecs = "https://vpce-0a1b2c3d4e5f60718-a1b2c3d4.ecs.eu-west-1.vpce.amazonaws.com"
  }
}
