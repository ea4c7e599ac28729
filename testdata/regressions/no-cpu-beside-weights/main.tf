resource "aws_ecs_task_definition" "app" {
  family                = "app"
  network_mode          = "bridge"
  container_definitions = jsonencode([{ name = "app", image = "nginx", cpu = 128, memory = 256 }])
}
