
variable "name" { type = string }
variable "size" { 
  type = number
  default = 7
  nullable = false
}
locals { id = upper(var.name) }
resource "terraform_data" "in" { input = { n = var.name, s = var.size } }
output "full" { value = { id = local.id, name = var.name, size = var.size } }
output "secret" { 
  value = "s"
  sensitive = true
}
