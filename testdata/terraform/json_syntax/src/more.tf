resource "terraform_data" "hcl" {
  input = [local.n, var.v]
}
