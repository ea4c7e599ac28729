variable "name" {
  type = string
}
variable "loud" {
  type    = bool
  default = false
}
locals {
  text = var.loud ? upper(var.name) : var.name
}
resource "terraform_data" "this" {
  input = local.text
}
output "text" {
  value = local.text
}
output "whole" {
  value = { name = var.name, loud = var.loud, path = path.module }
}
