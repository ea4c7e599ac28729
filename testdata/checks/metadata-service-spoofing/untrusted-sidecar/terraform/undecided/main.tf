# The caller names the helper's registry.

variable "agent_registry" {
  type = string
}

resource "aws_ecs_task_definition" "this" {
  family                   = "sessions"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/sessions-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/sessions-task"
  container_definitions = jsonencode([
    {
      name                   = "sessions"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/sessions@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
        options   = { "awslogs-group" = "/ecs/sessions", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "sessions" }
      }
    },
    {
      name                   = "agent"
      image                  = "${var.agent_registry}/vendor/agent:3.2.0@sha256:9d0c3f5a7e1b4d8c6f2a0e9b7d5c3a1f8e6d4c2b0a9f7e5d3c1b8a6f4e2d0c1b"
      essential              = false
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
        options   = { "awslogs-group" = "/ecs/agent", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "agent" }
      }
    },
  ])
}
