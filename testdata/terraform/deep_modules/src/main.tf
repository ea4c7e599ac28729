module "a" {
  source = "./a"
  list   = ["x"]
}
resource "terraform_data" "out" {
  input = module.a.all
}
