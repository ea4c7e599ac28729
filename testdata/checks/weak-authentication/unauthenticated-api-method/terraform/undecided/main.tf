# Who is asked is the caller's choice, and so is who reaches the API.

variable "authorization" {
  type = string
}

variable "endpoint_types" {
  type = list(string)
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}

resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_rest_api.orders.root_resource_id
  http_method   = "GET"
  authorization = var.authorization
}

resource "aws_api_gateway_rest_api" "somewhere" {
  name = "somewhere"

  endpoint_configuration {
    types = var.endpoint_types
  }
}

resource "aws_api_gateway_method" "somewhere" {
  rest_api_id   = aws_api_gateway_rest_api.somewhere.id
  resource_id   = aws_api_gateway_rest_api.somewhere.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}

# Of an API that an id names: a WebSocket API has such a route, too.
resource "aws_apigatewayv2_route" "by_id" {
  api_id    = "a1b2c3d4e5"
  route_key = "$default"
}
