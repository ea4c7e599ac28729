variable "name" { type = string }
variable "config" {
  type = object({
    port   = number
    public = optional(bool, false)
    tags   = optional(map(string), { team = "core" })
    note   = optional(string)
  })
}
resource "terraform_data" "self" {
  count = var.config.public ? 2 : 1
  input = "${var.name}-${count.index}"
}
output "url" { value = "http://${var.name}:${var.config.port}" }
output "id" { value = terraform_data.self[0].id }
output "whole" { value = { config = var.config, names = terraform_data.self[*].input } }
