terraform {
  backend "s3" {}
}

resource "aws_ecs_task_definition" "database" {
  family = "database"
  container_definitions = jsonencode([{
    name  = "database"
    image = "public.ecr.aws/bitnami/redis:7.4"
    environment = [
      { name = "ALLOW_EMPTY_PASSWORD", value = "no" },
    ]
  }])
}
