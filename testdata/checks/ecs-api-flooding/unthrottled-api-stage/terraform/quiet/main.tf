# By settings for all methods, by the stage's name alone; by a usage plan; by default route settings.

resource "aws_api_gateway_rest_api" "settings" {
  name = "settings"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "settings" {
  rest_api_id = aws_api_gateway_rest_api.settings.id
}

resource "aws_api_gateway_stage" "settings" { # expect: insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.settings.id
  deployment_id = aws_api_gateway_deployment.settings.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "settings" {
  rest_api_id = aws_api_gateway_rest_api.settings.id
  stage_name  = aws_api_gateway_stage.settings.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_api_gateway_rest_api" "name" {
  name = "name"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "name" {
  rest_api_id = aws_api_gateway_rest_api.name.id
}

resource "aws_api_gateway_stage" "name" { # expect: insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.name.id
  deployment_id = aws_api_gateway_deployment.name.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "name" {
  rest_api_id = aws_api_gateway_rest_api.name.id
  stage_name  = "live"
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_burst_limit = 100
  }
}

resource "aws_api_gateway_rest_api" "plan" {
  name = "plan"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "plan" {
  rest_api_id = aws_api_gateway_rest_api.plan.id
}

resource "aws_api_gateway_stage" "plan" { # expect: insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.plan.id
  deployment_id = aws_api_gateway_deployment.plan.id
  stage_name    = "live"
}

resource "aws_api_gateway_usage_plan" "plan" {
  name = "plan"
  api_stages {
    api_id = aws_api_gateway_rest_api.plan.id
    stage  = aws_api_gateway_stage.plan.stage_name
  }
  throttle_settings {
    rate_limit  = 50
    burst_limit = 100
  }
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "http" { # expect: insufficient-api-logging.api-access-logs-disabled
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true
  default_route_settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}
