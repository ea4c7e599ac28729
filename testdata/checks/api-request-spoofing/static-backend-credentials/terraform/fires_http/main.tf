# The password of a state server.

terraform {
  backend "http" {
    address  = "https://state.example.com/app"
    username = "deploy"
    password = "correct-horse-battery" # expect: api-request-spoofing.static-backend-credentials
  }
}
