# Two programs under one role.

resource "aws_ecs_task_definition" "worker" {
  family                   = "shop-worker"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-worker-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-task" # expect: task-execution-ambiguity.shared-task-role
  container_definitions = jsonencode([
    {
      name                   = "shop-worker"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop-worker@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      cpu                    = 128
      memory                 = 256
      user                   = "1000:1000"
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
        options = {
          "awslogs-group"         = "/ecs/shop-worker"
          "awslogs-region"        = "eu-west-1"
          "awslogs-stream-prefix" = "shop-worker"
        }
      }
    },
  ])
}

resource "aws_ecs_task_definition" "this" {
  family                   = "shop"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-task"
  container_definitions = jsonencode([
    {
      name                   = "shop"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      cpu                    = 128
      memory                 = 256
      user                   = "1000:1000"
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
        options   = { "awslogs-group" = "/ecs/shop", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "shop" }
      }
    },
  ])
}
