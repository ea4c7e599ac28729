# The limit is the caller's choice.

variable "limit" {
  type = number
}

resource "aws_api_gateway_rest_api" "open" {
  name = "open"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_deployment" "open" {
  rest_api_id = aws_api_gateway_rest_api.open.id
}

resource "aws_api_gateway_stage" "open" { # expect: insufficient-api-logging.api-access-logs-disabled
  rest_api_id   = aws_api_gateway_rest_api.open.id
  deployment_id = aws_api_gateway_deployment.open.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "open" {
  rest_api_id = aws_api_gateway_rest_api.open.id
  stage_name  = aws_api_gateway_stage.open.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_rate_limit  = var.limit
  }
}
