terraform {
  backend "s3" {}
}

variable "logging" {
  type = string
}

resource "aws_ecs_cluster" "main" {
  name = "main"
  configuration {
    execute_command_configuration {
      logging = var.logging
    }
  }
}
