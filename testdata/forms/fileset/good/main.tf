resource "aws_ecs_task_definition" "service" {
  for_each = fileset("${path.module}/task-definitions", "*.json")

  family                   = "shop-${trimsuffix(each.value, ".json")}"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-app-task"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-app-execution"

  container_definitions = file("${path.module}/task-definitions/${each.value}")
}
