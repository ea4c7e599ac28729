variable "v" {
  default = 1
}
locals {
  a = 1
  b = 1
}
module "m" {
  source = "./m"
  x      = 1
}
resource "terraform_data" "r" {
  input = [var.v, local.a, local.b, module.m.x]
}
