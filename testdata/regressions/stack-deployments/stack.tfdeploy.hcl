identity_token "aws" {
  audience = ["aws.workload.identity"]
}
locals {
  region = "eu-west-1"
}
deployment "inner" {
  inputs = {
    region = local.region
    cidr   = "10.0.0.0/8"
  }
}
deployment "open" {
  inputs = {
    region = identity_token.aws.jwt
    cidr   = "0.0.0.0/0"
  }
}
