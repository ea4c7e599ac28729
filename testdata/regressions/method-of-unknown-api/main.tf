terraform {
  backend "s3" {}
}

variable "rest_api_id" {
  type = string
}

variable "resource_id" {
  type = string
}

resource "aws_api_gateway_method" "orders" {
  rest_api_id   = var.rest_api_id
  resource_id   = var.resource_id
  http_method   = "GET"
  authorization = "NONE"
}
