variable "level" { default = "main" }
locals { chosen = "main" }
resource "terraform_data" "a" {
  input            = var.level
  triggers_replace = [1]
}
