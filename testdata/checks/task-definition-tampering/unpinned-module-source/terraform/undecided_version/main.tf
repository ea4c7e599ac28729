# OpenTofu takes variables here.

variable "release" {
  type = string
}

module "network" {
  source  = "terraform-aws-modules/vpc/aws"
  version = var.release
}
