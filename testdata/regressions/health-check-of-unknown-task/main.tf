terraform {
  backend "s3" {}
}

variable "task_definition" {
  type = string
}

resource "aws_ecs_service" "worker" {
  name            = "worker"
  cluster         = "main"
  task_definition = var.task_definition
}
