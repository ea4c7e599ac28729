# A library: whoever sets the image gets the task. Nothing but its default keeps it away.

variable "name" {
  type = string
}

variable "image" {
  type    = string
  default = ""
}

resource "aws_ecs_task_definition" "app" {
  count  = var.image != "" ? 1 : 0
  family = var.name
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/app-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/app-task"
  container_definitions = jsonencode([
    {
      name                   = var.name
      image                  = var.image
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
      privileged = true # expect: container-escape.privileged-container
    },
  ])
}
