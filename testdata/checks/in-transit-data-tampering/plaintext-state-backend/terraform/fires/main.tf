# A state server in the clear.

terraform {
  backend "http" {
    address        = "http://state.example.com/web"        # expect: in-transit-data-tampering.plaintext-state-backend
    lock_address   = "http://state.example.com/web/lock"   # expect: in-transit-data-tampering.plaintext-state-backend
    unlock_address = "https://state.example.com/web/lock"
  }
}
