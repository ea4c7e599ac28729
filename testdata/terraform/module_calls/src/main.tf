module "one" {
  source = "./child"
  name   = "one"
}
module "many" {
  source   = "./child"
  for_each = { a = true, b = false }
  name     = each.key
  loud     = each.value
}
module "counted" {
  source = "./child"
  count  = 2
  name   = "c${count.index}"
}
resource "terraform_data" "outputs" {
  input = [module.one.text, module.many["a"].text, module.counted[*].text, { for k, m in module.many : k => m.whole.loud }]
}
