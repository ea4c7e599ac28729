variable "host" {}
resource "aws_ecs_task_definition" "t" {
  family = "t"
  container_definitions = jsonencode([{ name = "a", image = "b", entryPoint = ["sh", "-c", "wget --no-check-certificate https://${var.host}/x"] }])
}
