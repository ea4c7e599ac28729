# A method of a REST API, routes of an HTTP API, where a key counts for nothing, and the way into a WebSocket API.

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}

resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_rest_api.orders.root_resource_id
  http_method   = "GET"
  authorization = "NONE" # expect: weak-authentication.unauthenticated-api-method
}

resource "aws_api_gateway_method" "any" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_rest_api.orders.root_resource_id
  http_method   = "ANY"
  authorization = "none" # expect: weak-authentication.unauthenticated-api-method
  api_key_required = false
}

resource "aws_api_gateway_integration" "any" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_rest_api.orders.root_resource_id
  http_method             = aws_api_gateway_method.any.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "ANY"
  uri                     = "https://orders.example.com"
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api" "socket" {
  name                       = "socket"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_route" "list" { # expect: weak-authentication.unauthenticated-api-method
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "GET /orders"
}

resource "aws_apigatewayv2_route" "rest" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "$default"
  authorization_type = "NONE" # expect: weak-authentication.unauthenticated-api-method
}

resource "aws_apigatewayv2_route" "keyed" { # expect: weak-authentication.unauthenticated-api-method
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "POST /orders"
  api_key_required = true
}

resource "aws_apigatewayv2_route" "connect" { # expect: weak-authentication.unauthenticated-api-method
  api_id    = aws_apigatewayv2_api.socket.id
  route_key = "$connect"
}
