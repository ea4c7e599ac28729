terraform {
  backend "s3" {}
}

resource "aws_ecs_task_definition" "database" {
  family = "database"
  container_definitions = jsonencode([{
    name  = "database"
    image = "public.ecr.aws/docker/library/mysql:8.4"
    environment = [
      { name = "MYSQL_ALLOW_EMPTY_PASSWORD", value = "no" },
    ]
  }])
}
