resource "aws_ecs_task_definition" "service" {
  for_each = var.services

  family                   = "shop-${each.key}"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-app-task"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-app-execution"

  container_definitions = jsonencode([
    {
      name      = each.key
      image     = each.value.image
      cpu       = 256
      memory    = 512
      essential = true
      user      = "10001:10001"

      privileged             = each.value.privileged
      readonlyRootFilesystem = each.value.readonly

      portMappings = [
        { containerPort = 8080, hostPort = 8080, protocol = "tcp" },
      ]

      environment = concat(
        [{ name = "APP_ENV", value = "production" }],
        each.value.login == null ? [] : [{ name = "DB_PASSWORD", value = each.value.login }],
      )
      secrets = [
        { name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab12Cd" },
      ]

      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { drop = ["ALL"] }
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = "/ecs/shop-app"
          "awslogs-region"        = "eu-central-1"
          "awslogs-stream-prefix" = "app"
        }
      }
    },
  ])
}
