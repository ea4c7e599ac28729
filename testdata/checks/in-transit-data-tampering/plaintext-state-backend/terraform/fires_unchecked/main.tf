# TLS to a server whose certificate nobody checks.

terraform {
  backend "http" {
    address                = "https://state.example.com/web"
    skip_cert_verification = true # expect: in-transit-data-tampering.plaintext-state-backend
  }
}
