# Another unit's state, read in the clear.

data "terraform_remote_state" "network" {
  backend = "http"

  config = {
    address = "http://state.example.com/network" # expect: in-transit-data-tampering.plaintext-state-backend
  }
}
