# OpenTofu takes variables here.

variable "state_password" {
  type      = string
  sensitive = true
}

terraform {
  backend "http" {
    address  = "https://state.example.com/app"
    username = "deploy"
    password = var.state_password
  }
}
