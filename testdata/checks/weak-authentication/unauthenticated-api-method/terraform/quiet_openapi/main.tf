# The document asks callers, for all of its methods or for each.

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"

  body = jsonencode({
    openapi  = "3.0.1"
    info     = { title = "orders", version = "1" }
    security = [{ signed = [] }]
    components = {
      securitySchemes = {
        signed = {
          type                           = "apiKey"
          in                             = "header"
          name                           = "Authorization"
          "x-amazon-apigateway-authtype" = "awsSigv4"
        }
        key = { type = "apiKey", in = "header", name = "x-api-key" }
      }
    }
    paths = {
      "/orders" = {
        get  = {}
        post = { security = [{ key = [] }] }
        put  = { security = [], "x-amazon-apigateway-auth" = { type = "AWS_IAM" } }
        options = {
          security                          = []
          "x-amazon-apigateway-integration" = { type = "mock" }
        }
      }
      "/version" = {
        get = {
          security                          = []
          "x-amazon-apigateway-integration" = { type = "mock" }
        }
      }
    }
  })
}
