variable "env" {}
locals {
  all = { for n in ["a", "b"] : "${var.env}-${n}" => { on = true } }
}
module "b" {
  source = "./b"
  for_each = local.all
  name = each.key
  on = each.value.on
}
