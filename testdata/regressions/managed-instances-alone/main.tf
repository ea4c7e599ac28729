resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["MANAGED_INSTANCES"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "app", image = "nginx" }])
}
