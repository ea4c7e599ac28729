locals {
  object = { a = 1, "b c" = 2, (upper("d")) = 3, for = 4
    e : 5
  }
  nested = { for k, v in local.object :
    k => v
    if v > 1 &&
    v != 4
  }
  deep = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
}
resource "terraform_data" "object" { input = local.object }
resource "terraform_data" "nested" { input = local.nested }
resource "terraform_data" "deep" { input = local.deep }
resource "terraform_data" "splat" { input = [[{ a = { b = 1 } }, { a = { b = 2 } }][*].a.b, [{ c = [1, 2] }].*.c[0], null[*], "x"[*]] }
resource "terraform_data" "spread" { input = [max([1, 5, 3]...), try(local.object.missing, local.object["b c"]), can(local.object.a)] }
