variable "master_password" {
  type = string
}
