# The access point is the caller's.

variable "access_point" {
  type = string
}

resource "aws_ecs_task_definition" "this" {
  family                   = "gallery"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/gallery-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/gallery-task"
  container_definitions = jsonencode([
    {
      name                   = "gallery"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/gallery@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
        options   = { "awslogs-group" = "/ecs/gallery", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "gallery" }
      }
      mountPoints = [
        { sourceVolume = "content", containerPath = "/content", readOnly = true },
      ]
    },
  ])

  volume {
    name = "content"

    efs_volume_configuration {
      file_system_id     = "fs-0a1b2c3d4e5f60718"
      root_directory     = "/"
      transit_encryption = "ENABLED"

      authorization_config {
        access_point_id = var.access_point
        iam             = "ENABLED"
      }
    }
  }
}
