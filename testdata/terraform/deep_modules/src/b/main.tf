variable "items" {}
resource "terraform_data" "each" {
  for_each = toset(var.items)
  input    = each.key
}
output "n" {
  value = length(var.items)
}
output "joined" {
  value = join("-", var.items)
}
