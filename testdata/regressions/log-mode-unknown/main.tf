terraform {
  backend "s3" {}
}

variable "mode" {
  type = string
}

resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = jsonencode([{
    name  = "api"
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.4.2"
    user  = "1000"
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = "/ecs/api"
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "api"
        mode                  = var.mode
        max-buffer-size       = "1m"
      }
    }
  }])
}
