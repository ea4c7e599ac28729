variable "api_key" {
  type      = string
  sensitive = true
  default   = "TOPSECRETVALUE"
}

variable "site" {
  default = "example.com"
}

locals {
  pairs = [
    { key = "DD_API_KEY", value = var.api_key },
    { key = "DD_SITE", value = var.site },
    { key = var.api_key, value = var.api_key },
  ]
}

resource "aws_ecs_task_definition" "agent" {
  family = "agent"
  container_definitions = jsonencode([{
    name        = "agent"
    image       = "public.ecr.aws/nginx/nginx:1.27"
    environment = [for pair in local.pairs : { name = pair.key, value = pair.value } if pair.value != null]
  }])
}

locals {
  hidden = sensitive("TOPSECRETVALUE")
}

resource "aws_ecs_task_definition" "named" {
  family = "named"
  container_definitions = jsonencode([{
    name        = "named"
    image       = "public.ecr.aws/nginx/nginx:1.27"
    environment = [for name in [local.hidden] : { name = name, value = var.api_key }]
  }])
}
