# Nothing, a limit for one method, a limit that is none; an HTTP API; a stage that a deployment makes.

resource "aws_api_gateway_rest_api" "bare" {
  name = "bare"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "bare" {
  rest_api_id = aws_api_gateway_rest_api.bare.id
}

resource "aws_api_gateway_stage" "bare" { # expect: ecs-api-flooding.unthrottled-api-stage, insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.bare.id
  deployment_id = aws_api_gateway_deployment.bare.id
  stage_name    = "live"
}

resource "aws_api_gateway_rest_api" "method" {
  name = "method"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "method" {
  rest_api_id = aws_api_gateway_rest_api.method.id
}

resource "aws_api_gateway_stage" "method" { # expect: ecs-api-flooding.unthrottled-api-stage, insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.method.id
  deployment_id = aws_api_gateway_deployment.method.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "method" {
  rest_api_id = aws_api_gateway_rest_api.method.id
  stage_name  = aws_api_gateway_stage.method.stage_name
  method_path = "orders/GET"
  settings {
    metrics_enabled        = true
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_api_gateway_rest_api" "none" {
  name = "none"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "none" {
  rest_api_id = aws_api_gateway_rest_api.none.id
}

resource "aws_api_gateway_stage" "none" { # expect: insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.none.id
  deployment_id = aws_api_gateway_deployment.none.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "none" {
  rest_api_id = aws_api_gateway_rest_api.none.id
  stage_name  = aws_api_gateway_stage.none.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_rate_limit  = -1 # expect: ecs-api-flooding.unthrottled-api-stage
    throttling_burst_limit = -1
  }
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "http" { # expect: ecs-api-flooding.unthrottled-api-stage, insufficient-api-logging.api-access-logs-disabled
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_api_gateway_deployment" "old" { # expect: ecs-api-flooding.unthrottled-api-stage, insufficient-api-logging.api-access-logs-disabled
  rest_api_id = aws_api_gateway_rest_api.bare.id
  stage_name  = "old"
}
