# The caller chooses the source.

variable "network_source" {
  type = string
}

module "network" {
  source = var.network_source
}
