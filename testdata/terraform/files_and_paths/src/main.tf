
resource "terraform_data" "a" { input = templatefile("${path.module}/t.tftpl", { name = "x", items = [{ p = 1 }, { p = 2 }], flag = false }) }
resource "terraform_data" "b" { input = jsondecode(templatefile("t.json.tftpl", { v = { a = [1, "2"], b = null } })) }
resource "terraform_data" "c" { input = yamldecode(file("${path.root}/y.yaml")).list[*].name }
resource "terraform_data" "d" { input = [for f in sort(fileset(path.module, "**/*.t*")) : f] }
resource "terraform_data" "e" { input = filemd5("y.yaml") }
resource "terraform_data" "f" { input = fileexists("nope") ? file("nope") : "absent" }
resource "terraform_data" "g" { input = path.module }
resource "terraform_data" "h" { input = basename(abspath("y.yaml")) }
