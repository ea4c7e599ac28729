# A reservation is no limit.

resource "aws_ecs_task_definition" "this" {
  family                   = "parser"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  execution_role_arn       = "arn:aws:iam::123456789012:role/parser-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/parser-task"
  container_definitions = jsonencode([
    { # expect: resource-exhaustion.missing-memory-limit
      name                   = "parser"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/parser@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      cpu                    = 128
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
        options   = { "awslogs-group" = "/ecs/parser", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "parser" }
      }
      memoryReservation = 128
    },
  ])
}
