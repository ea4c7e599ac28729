module "service" {
  source   = "./service"
  for_each = { web = { port = 80 }, api = { port = 8080, public = true } }
  name     = each.key
  config   = each.value
}
resource "terraform_data" "urls" { input = { for name, service in module.service : name => service.url } }
resource "terraform_data" "one" { input = module.service["api"].whole.config }
resource "terraform_data" "unknown" { input = ["${module.service["web"].id}-x", module.service["web"].url] }
