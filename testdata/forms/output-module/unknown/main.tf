module "container_definition" {
  source = "./modules/container-definition"

  container_name           = "app"
  container_image          = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/app@sha256:4f1c7d0e9a2b5c6d8e3f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d"
  container_cpu            = 256
  container_memory         = 512
  user                     = "10001:10001"
  privileged               = var.privileged
  readonly_root_filesystem = var.readonly_root_filesystem

  map_environment = {
    APP_ENV     = "production"
    DB_PASSWORD = var.db_login
  }

  port_mappings = [
    {
      containerPort = 8080
      hostPort      = 8080
      protocol      = "tcp"
    },
  ]

  linux_parameters = {
    initProcessEnabled = true
    capabilities       = { drop = ["ALL"] }
  }

  log_configuration = {
    logDriver = "awslogs"
    options = {
      "awslogs-group"         = "/ecs/shop-app"
      "awslogs-region"        = "eu-central-1"
      "awslogs-stream-prefix" = "app"
    }
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "shop-app"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-app-task"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-app-execution"

  container_definitions = module.container_definition.json_map_encoded_list
}
