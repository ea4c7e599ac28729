# What follows the name of a server is no path of the host.

provider "aws" {
  region = "eu-west-1"
}

variable "server" {
  type = string
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/app-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/app-task"
  container_definitions = jsonencode([
    {
      name                   = "app"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      cpu                    = 128
      memory                 = 256
      user                   = "1000:1000"
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      healthCheck            = { command = ["CMD-SHELL", "/app/healthy || exit 1"] }
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/ecs/app", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "app" }
      }
    },
  ])

  volume {
    name = "data"

    docker_volume_configuration {
      scope  = "task"
      driver = "local"
      driver_opts = {
        type   = "nfs"
        device = "${var.server}:/exports/run"
        o      = "addr=${var.server}"
      }
    }
  }
}
