# Which server holds the state is the caller's choice.

variable "state_server" {
  type = string
}

data "terraform_remote_state" "network" {
  backend = "http"

  config = {
    address = "http://${var.state_server}/network"
  }
}
