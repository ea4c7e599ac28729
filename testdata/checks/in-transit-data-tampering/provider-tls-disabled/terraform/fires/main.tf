# Certificates that nobody checks, and endpoints in the clear; the second provider passes its calls through a proxy of the office.

provider "aws" {
  region   = "eu-west-1"
  insecure = true # expect: in-transit-data-tampering.provider-tls-disabled
}

provider "aws" {
  alias  = "proxied"
  region = "eu-central-1"

  endpoints {
    ecs = "http://aws-proxy.corp.example.com:8080" # expect: in-transit-data-tampering.provider-tls-disabled
    sts = "https://sts.eu-central-1.amazonaws.com"
  }

  endpoints {
    iam = "HTTP://10.0.4.7" # expect: in-transit-data-tampering.provider-tls-disabled
  }
}

locals {
  registry = "http://ecr.corp.example.com" # expect: in-transit-data-tampering.provider-tls-disabled
}

provider "aws" {
  alias  = "registry"
  region = "eu-central-1"

  endpoints {
    ecr = local.registry
  }
}
