# The backend finds a session by itself.

terraform {
  backend "s3" {
    bucket  = "example-state"
    key     = "app.tfstate"
    region  = "eu-west-1"
    encrypt = true
    profile = "deploy"
  }
}
