# The s3 backend has no such addresses, and its endpoints are local or encrypted.

terraform {
  backend "s3" {
    bucket  = "state"
    key     = "web.tfstate"
    region  = "eu-west-1"
    encrypt = true

    endpoints = {
      s3       = "http://localhost:9000"
      dynamodb = "https://dynamodb.eu-west-1.amazonaws.com"
    }
  }
}

data "terraform_remote_state" "network" {
  backend = "gcs"

  config = {
    bucket  = "state"
    address = "http://state.example.com/network"
  }
}
