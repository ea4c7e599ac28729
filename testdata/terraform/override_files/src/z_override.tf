locals {
  a = 3
}
module "m" {
  source = "./m"
  x      = 3
}
resource "terraform_data" "r" {
  input = { v = var.v, a = local.a, b = local.b, x = module.m.x }
}
