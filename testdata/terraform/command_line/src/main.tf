variable "a" {}
variable "b" {
  type = map(number)
}
variable "c" {
  default = 1
}
resource "terraform_data" "all" {
  input = [var.a, var.b, var.c]
}
