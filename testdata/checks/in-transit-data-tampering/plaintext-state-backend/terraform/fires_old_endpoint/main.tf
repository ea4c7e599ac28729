# The endpoint's name before Terraform 1.6.

terraform {
  backend "s3" {
    bucket   = "state"
    key      = "web.tfstate"
    region   = "eu-west-1"
    endpoint = "http://minio.example.com:9000" # expect: in-transit-data-tampering.plaintext-state-backend
  }
}
