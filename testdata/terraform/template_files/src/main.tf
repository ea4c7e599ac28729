resource "terraform_data" "file" {
  input = templatefile("${path.module}/t.tftpl", { names = ["a", "b"], on = true })
}
resource "terraform_data" "json" {
  input = jsondecode(templatefile("t.json.tftpl", { port = 8080, env = { A = "1" } }))
}
resource "terraform_data" "text" {
  input = templatestring(local.t, { x = "y" })
}
locals {
  t = "<$${x}>"
}
