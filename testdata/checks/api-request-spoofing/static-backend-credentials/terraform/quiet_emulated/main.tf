# An emulator takes any key.

terraform {
  backend "s3" {
    bucket     = "example-state"
    key        = "app.tfstate"
    region     = "eu-west-1"
    encrypt    = true
    access_key = "local"
    secret_key = "local"
    endpoints = {
      s3 = "https://localhost:4566"
    }
  }
}
