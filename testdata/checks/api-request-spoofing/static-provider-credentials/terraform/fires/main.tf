# A key pair, the second provider's from a local.

locals {
  key_id = "AKIAI44QH8DHBEXAMPLE" # expect: api-request-spoofing.static-provider-credentials
}

provider "aws" {
  region     = "eu-west-1"
  access_key = "AKIAIOSFODNN7EXAMPLE"                     # expect: api-request-spoofing.static-provider-credentials
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" # expect: api-request-spoofing.static-provider-credentials
}

provider "aws" {
  alias      = "dns"
  region     = "us-east-1"
  access_key = local.key_id
  secret_key = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" # expect: api-request-spoofing.static-provider-credentials
}
