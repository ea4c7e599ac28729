terraform {
  required_version = ">= 1.4"
}
locals {
  table = { for row in csvdecode("n,v\na,1\nb,2") : row.n => tonumber(row.v) }
  deep  = { a = { b = { c = [{ d = "e" }] } } }
}
resource "terraform_data" "table" {
  input = local.table
}
resource "terraform_data" "deep" {
  input = local.deep.a.b.c[0].d
}
resource "terraform_data" "try" {
  input = [try(local.deep.x, "none"), can(local.deep.a.b), try(local.table["z"], 0)]
}
