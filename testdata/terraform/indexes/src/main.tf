locals {
  o = { "a b" = [10, 20], n = { "1" = "one" } }
}
resource "terraform_data" "all" {
  input = [local.o["a b"][1], local.o["a b"].0, local.o.n["1"], local.o.n[1], [[1, 2], [3]][0][1], { k = "v" }.k, [for x in ["p"] : x][0]]
}
