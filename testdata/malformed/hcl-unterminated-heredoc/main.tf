resource "aws_ecs_task_definition" "a" {
  family = "a"
  container_definitions = <<EOT
[{"name": "app"
