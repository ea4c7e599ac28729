variable "sizes" {
  type    = map(number)
  default = { small = "1", large = 4.50 }
}
locals {
  doubled = { for name, size in var.sizes : upper(name) => size * 2 if size > 0 }
  matrix  = [for x in [1, 2] : [for y in ["a", "b"] : "${y}${x}"]]
  by_kind = { for item in [{ k = "x", v = 1 }, { k = "y", v = 2 }, { k = "x", v = 3 }] : item.k => item.v... }
}
resource "terraform_data" "doubled" { input = local.doubled }
resource "terraform_data" "matrix" { input = flatten(local.matrix) }
resource "terraform_data" "grouped" { input = local.by_kind }
resource "terraform_data" "unified" { input = [true ? 1 : "a", false ? [] : ["z"], "5" + 1, 7 % -3, -7 / 2, !("true" == true)] }
resource "terraform_data" "compared" { input = [1 == "1", null == null, [1] == [1.0], { a = 1 } == { a = "1" }, "a" != null] }
resource "terraform_data" "long" { input = 1 + 2 * 3 - 4 / 2 + 10 % 4 }
