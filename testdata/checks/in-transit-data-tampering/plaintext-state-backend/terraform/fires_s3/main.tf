# A bucket of one's own, behind plain HTTP.

terraform {
  backend "s3" {
    bucket   = "state"
    key      = "web.tfstate"
    region   = "eu-west-1"
    insecure = true # expect: in-transit-data-tampering.plaintext-state-backend

    endpoints = {
      s3       = "http://minio.example.com:9000" # expect: in-transit-data-tampering.plaintext-state-backend
      dynamodb = "https://dynamodb.eu-west-1.amazonaws.com"
    }
  }
}
