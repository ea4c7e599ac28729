
locals {
  users = { alice = { groups = ["a", "b"] }, bob = { groups = ["b"] } }
  pairs = flatten([for u, v in local.users : [for g in v.groups : { key = "${u}-${g}", u = u, g = g }]])
}
resource "terraform_data" "p" {
  for_each = { for p in local.pairs : p.key => p }
  input = "${each.value.u}@${each.value.g}"
}
resource "terraform_data" "s" {
  for_each = toset([for g in distinct(flatten(values(local.users)[*].groups)) : upper(g)])
  input = each.value
}
resource "terraform_data" "chain" {
  for_each = terraform_data.p
  input = each.value.input
}
resource "terraform_data" "inv" { input = transpose({ for u, v in local.users : u => v.groups }) }
resource "terraform_data" "e" {
  for_each = {}
  input = each.key
}
resource "terraform_data" "idx" { input = terraform_data.p["alice-a"].input }
resource "terraform_data" "vals" { input = sort([for k, v in terraform_data.s : v.input]) }
resource "terraform_data" "num" { 
  for_each = { for i, x in ["q", "r"] : i => x }
  input = "${each.key}${each.value}" 
}
