# The document that describes the API is the caller's.

variable "document" {
  type = string
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
  body = var.document
}
