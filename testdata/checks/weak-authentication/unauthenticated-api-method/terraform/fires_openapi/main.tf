# The methods stand in the document that describes the API: one asks nobody, one for a key that is optional.

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"

  body = <<-EOT
    openapi: "3.0.1"
    info:
      title: orders
      version: "1"
    components:
      securitySchemes:
        key:
          type: apiKey
          in: header
          name: X-Api-Key
    paths:
      /orders:
        get: # expect: weak-authentication.unauthenticated-api-method
          x-amazon-apigateway-integration:
            type: http_proxy
            httpMethod: GET
            uri: https://orders.example.com
        post: # expect: weak-authentication.unauthenticated-api-method
          security:
            - key: []
            - {}
          x-amazon-apigateway-integration:
            type: http_proxy
            httpMethod: POST
            uri: https://orders.example.com
  EOT
}

resource "aws_apigatewayv2_api" "catalogue" {
  name          = "catalogue"
  protocol_type = "HTTP"

  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "catalogue", version = "1" }
    paths = {
      "/$default" = {
        "x-amazon-apigateway-any-method" = { # expect: weak-authentication.unauthenticated-api-method
          "x-amazon-apigateway-integration" = {
            type                 = "HTTP_PROXY"
            httpMethod           = "ANY"
            uri                  = "https://catalogue.example.com"
            payloadFormatVersion = "1.0"
          }
        }
      }
    }
  })
}
