
module "m" {
  source = "./m"
  for_each = toset(["x", "y"])
  name = each.key
  size = each.value == "x" ? 1 : null
}
module "c" {
  source = "./m"
  count = 2
  name = "c${count.index}"
}
module "none" {
  source = "./m"
  count = 0
  name = "z"
}
resource "terraform_data" "whole" { input = module.m["x"] }
resource "terraform_data" "names" { input = [for k, v in module.m : "${k}=${v.full.id}"] }
resource "terraform_data" "splat" { input = module.c[*].full.name }
resource "terraform_data" "empty" { input = length(module.none) }
resource "terraform_data" "one" { input = one(module.none[*].full) }
resource "terraform_data" "try" { input = try(module.none[0].full, "fallback") }
resource "terraform_data" "keys" { input = keys(module.m) }
