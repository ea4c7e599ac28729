# An archive, a git repository and one whose host is the caller's: all in the clear.

variable "git_host" {
  type = string
}

module "network" {
  source = "http://modules.example.com/network.zip" # expect: in-transit-data-tampering.plaintext-module-source
}

module "cluster" {
  source = "git::http://git.example.com/cluster.git?ref=v1.4.2" # expect: in-transit-data-tampering.plaintext-module-source
}

module "service" {
  source = "git::http://${var.git_host}/service.git?ref=v2.0.1" # expect: in-transit-data-tampering.plaintext-module-source
}
