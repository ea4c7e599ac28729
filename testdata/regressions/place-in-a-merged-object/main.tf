locals {
  base = { readonlyRootFilesystem = true }
  app = merge(local.base, { name = "app", image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1" })
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = jsonencode([local.app])
}
