terraform {
  backend "s3" {}
}

variable "operating_system" {
  type = string
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  cpu    = 256
  memory = 512
  runtime_platform {
    operating_system_family = var.operating_system
  }
  container_definitions = jsonencode([
    { name = "web", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2" },
  ])
}
