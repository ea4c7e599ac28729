# Terraform in the layouts that people write.

variable "days" {
  description = "How long logs stay."
  type        = number
}

variable "breaker" {
  type = object({
    enable   = optional(bool, false)
    rollback = optional(bool, true)
  })
  default = {}
}

module "api_logs" {
  source = "./logs"
  name   = "api"
}

module "worker_logs" {
  source = "./logs"
  name   = "worker"
  days   = var.days # from the variable file
}

resource "aws_cloudwatch_log_group" "short" { name = "/short" }

resource "aws_cloudwatch_log_group" "tagged" {
  count = 1

  name = "/tagged" # the name
  tags = { team = "web" }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
  tags = {
    team = "web"
  }
}

resource "aws_ecs_service" "breaker" {
  name    = "breaker"
  cluster = aws_ecs_cluster.main.id

  deployment_circuit_breaker {
    enable   = var.breaker.enable
    rollback = var.breaker.rollback
  }
}

resource "aws_ecs_service" "web" {
  name                   = "web"
  cluster                = aws_ecs_cluster.main.id
  enable_execute_command = true

  lifecycle {
    ignore_changes = [desired_count]
  }
}

locals {
  sidecar = {
    name  = "proxy"
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/proxy:1"
  }
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([
    merge(local.sidecar, { essential = true }),
    {
      name       = "web"
      image      = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1"
      privileged = true,
    },
    { "name" : "job", "image" : "123456789012.dkr.ecr.eu-west-1.amazonaws.com/job:1" }
  ])

  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id = "fs-0123456789abcdef0"
    }
  }
}

resource "aws_ecs_task_definition" "text" {
  family                = "text"
  container_definitions = <<EOF
[
  {
    "name": "text",
    "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/text:1",
    "privileged": true
  }
]
EOF
}

resource "aws_launch_template" "node" {
  image_id = "ami-0123456789abcdef0"

  metadata_options {
    http_tokens                 = "optional"
    http_put_response_hop_limit = 2
  }
}
