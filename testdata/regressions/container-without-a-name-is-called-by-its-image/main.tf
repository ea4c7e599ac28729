variable "name" {}

resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([
    {
      name  = var.name
      image = "registry.example.com/app:latest"
    }
  ])
}
