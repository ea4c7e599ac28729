# An agent and a log router, which have to be root.

resource "aws_ecs_task_definition" "this" {
  family                   = "catalog"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/catalog-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/catalog-task"
  container_definitions = jsonencode([
    {
      name                   = "agent"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/datadog/agent@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      user                   = "root"
      cpu                    = 128
      memory                 = 256
      readonlyRootFilesystem = true
      linuxParameters = {
        capabilities = {
          drop = ["ALL"]
        }
      }
      healthCheck = {
        command = ["CMD-SHELL", "/app/healthy || exit 1"]
      }
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/ecs/catalog", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "catalog" }
      }
    },
    {
      name                   = "router"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/router@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      user                   = "0"
      firelensConfiguration  = { type = "fluentbit" }
      cpu                    = 128
      memory                 = 256
      readonlyRootFilesystem = true
      linuxParameters = {
        capabilities = {
          drop = ["ALL"]
        }
      }
      healthCheck = {
        command = ["CMD-SHELL", "/app/healthy || exit 1"]
      }
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/ecs/catalog", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "catalog" }
      }
    },
  ])
}
