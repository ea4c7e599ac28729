# Where the image comes from is the caller's.

variable "image" {
  type = string
}

resource "aws_ecs_task_definition" "this" {
  family                   = "frontend"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/frontend-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/frontend-task"
  container_definitions = jsonencode([
    {
      name                   = "frontend"
      image                  = var.image
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
        options   = { "awslogs-group" = "/ecs/frontend", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "frontend" }
      }
    },
  ])
}
