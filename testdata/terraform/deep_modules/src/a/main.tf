variable "list" {
  type = list(string)
}
module "b" {
  source = "../b"
  items  = concat(var.list, ["y"])
}
output "all" {
  value = module.b
}
