# Two APIs have a stage of the same name; the limit is for one of them.

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
}

resource "aws_api_gateway_stage" "orders" { # expect: ecs-api-flooding.unthrottled-api-stage, insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  deployment_id = aws_api_gateway_deployment.orders.id
  stage_name    = "live"
}

resource "aws_api_gateway_rest_api" "users" {
  name = "users"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "users" {
  rest_api_id = aws_api_gateway_rest_api.users.id
}

resource "aws_api_gateway_stage" "users" { # expect: insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.users.id
  deployment_id = aws_api_gateway_deployment.users.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "users" {
  rest_api_id = aws_api_gateway_rest_api.users.id
  stage_name  = "live"
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}
