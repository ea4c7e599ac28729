# OpenTofu takes variables here.

variable "release" {
  type = string
}

module "network" {
  source = "git::https://example.com/network.git?ref=${var.release}"
}
