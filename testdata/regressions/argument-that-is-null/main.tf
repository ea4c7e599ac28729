variable "role" {
  type    = string
  default = null
}

variable "token" {
  type    = string
  default = ""
}

variable "environment" {
  type    = string
  default = "test"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["EC2"]
  task_role_arn            = var.role
  container_definitions = jsonencode([
    { name = "app", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2" }
  ])
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  transit_encryption_enabled = true
  auth_token                 = var.token != "" ? var.token : null
}

resource "aws_cloudwatch_log_group" "app" {
  name       = upper("/ecs/${var.environment}")
  kms_key_id = upper(var.environment) == "PROD" ? "alias/logs" : null
}
