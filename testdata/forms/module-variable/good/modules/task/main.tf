resource "aws_ecs_task_definition" "this" {
  family                   = var.family
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-app-task"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-app-execution"

  container_definitions = jsonencode(var.containers)
}
