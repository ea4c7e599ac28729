# TLS, and a server on the machine itself.

terraform {
  backend "http" {
    address                = "https://state.example.com/web"
    lock_address           = "http://127.0.0.1:8080/web/lock"
    unlock_address         = "http://localhost:8080/web/lock"
    skip_cert_verification = false
  }
}

data "terraform_remote_state" "network" {
  backend = "http"

  config = {
    address = "https://state.example.com/network"
  }
}
