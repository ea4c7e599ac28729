variable "a" {
  default = "da"
}
variable "b" {
  default  = "db"
  nullable = false
}
output "is_null" {
  value = var.a == null
}
output "b" {
  value = var.b
}
