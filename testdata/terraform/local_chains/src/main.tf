
locals {
  c = local.b + 1
  b = local.a + 1
  a = 1
  obj = { for k in ["x", "y"] : k => { id = "${k}-${local.c}", self = k } }
  merged = merge([for k, v in local.obj : { (v.id) = v.self }]...)
  deep = merge(local.obj.x, { extra = [for i in range(3) : i * i] })
  cond = local.a == 1 ? { on = true } : null
  nul = null
  str = format("%s/%03d", join(".", keys(local.obj)), local.c)
}
resource "terraform_data" "a" { input = local.merged }
resource "terraform_data" "b" { input = local.deep }
resource "terraform_data" "c" { input = local.cond }
resource "terraform_data" "d" { input = local.str }
resource "terraform_data" "e" { input = local.nul == null ? "isnull" : local.nul }
resource "terraform_data" "f" { input = { "k-${local.a}" = 1, (local.str) : 2, plain = 3, "quoted" = 4 } }
resource "terraform_data" "g" { input = [for x in [3, 1, 2] : x if x != local.a] }
resource "terraform_data" "h" { input = { for x in ["a", "bb", "cc"] : length(x) => x... } }
resource "terraform_data" "i" { input = local.obj[*] }
resource "terraform_data" "j" { input = values(local.obj)[*].id }
resource "terraform_data" "k" { input = local.obj["x"]["id"] }
resource "terraform_data" "l" { input = [local.a, local.b,
  local.c, # comment
  /* inline */ 4,
] }
resource "terraform_data" "m" { input = (
  local.a
  + local.b
) }
resource "terraform_data" "n" { input = local.a > 0 && (local.b < 5 || false) ? "y" : "n" }
