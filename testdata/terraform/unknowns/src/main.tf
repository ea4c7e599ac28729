resource "terraform_data" "id" {
  input = "x"
}
resource "terraform_data" "whole" {
  input = terraform_data.id.id
}
resource "terraform_data" "list" {
  input = [1, terraform_data.id.id]
}
resource "terraform_data" "object" {
  input = { a = terraform_data.id.id, b = 2 }
}
resource "terraform_data" "text" {
  input = "pre-${terraform_data.id.id}"
}
resource "terraform_data" "length" {
  input = length([terraform_data.id.id, "b"])
}
resource "terraform_data" "input" {
  input = terraform_data.id.input
}
resource "terraform_data" "json" {
  input = jsonencode({ a = terraform_data.id.id })
}
resource "terraform_data" "keys" {
  input = keys({ a = terraform_data.id.id })
}
