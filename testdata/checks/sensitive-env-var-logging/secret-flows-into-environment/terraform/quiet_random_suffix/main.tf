# A random text that only makes a name unique.

resource "aws_ecs_task_definition" "this" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/web-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/web-task"
  container_definitions = jsonencode([
    {
      name                   = "web"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:latest@sha256:9d0c3f5a7e1b4d8c6f2a0e9b7d5c3a1f8e6d4c2b0a9f7e5d3c1b8a6f4e2d0c1b"
      essential              = true
      environment            = [{ name = "BUCKET", value = "uploads-${random_string.suffix.result}" }]
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
        options   = { "awslogs-group" = "/ecs/web", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "web" }
      }
    },
  ])
}

resource "random_string" "suffix" {
  length = 6
}
