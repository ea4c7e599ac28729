# A library: one task for each service that is given, none by default.

variable "cluster" {
  type = string
}

variable "services" {
  type    = map(object({ image = string, privileged = optional(bool, true) }))
  default = {}
}

resource "aws_ecs_task_definition" "app" {
  for_each              = var.services
  family                = each.key
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/app-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/app-task"
  container_definitions = jsonencode([
    {
      name                   = each.key
      image                  = each.value.image
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
      privileged = each.value.privileged
    },
  ])
}
