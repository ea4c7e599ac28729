# The keys of the bucket that holds the state.

terraform {
  backend "s3" {
    bucket     = "example-state"
    key        = "app.tfstate"
    region     = "eu-west-1"
    encrypt    = true
    access_key = "AKIAIOSFODNN7EXAMPLE"                     # expect: api-request-spoofing.static-backend-credentials
    secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" # expect: api-request-spoofing.static-backend-credentials
    token      = "IQoJb3JpZ2luX2VjEXAMPLE"                  # expect: api-request-spoofing.static-backend-credentials
  }
}
