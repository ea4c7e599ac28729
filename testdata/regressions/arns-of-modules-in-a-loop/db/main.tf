variable "name" {}
resource "aws_dynamodb_table" "t" {
  name = var.name
}
output "arn" {
  value = aws_dynamodb_table.t.arn
}
