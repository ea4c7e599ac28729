locals {
  teams = {
    shop = {
      containers = [
        {
          name       = "app"
          privileged = true
          readonly   = false
          variables = [
            ["APP_ENV", "production"],
            ["DB_PASSWORD", "Kestrel-4471-flume"],
          ]
          secrets = []
        },
      ]
    }
  }

  containers = flatten([
    for team, settings in local.teams : [
      for container in settings.containers : {
        name      = container.name
        image     = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/${team}/${container.name}@sha256:4f1c7d0e9a2b5c6d8e3f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d"
        cpu       = 256
        memory    = 512
        essential = true
        user      = "10001:10001"

        privileged             = container.privileged
        readonlyRootFilesystem = container.readonly

        portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]

        environment = [for pair in container.variables : { name = pair[0], value = pair[1] }]
        secrets     = [for pair in container.secrets : { name = pair[0], valueFrom = pair[1] }]

        linuxParameters = {
          initProcessEnabled = true
          capabilities       = { drop = ["ALL"] }
        }

        logConfiguration = {
          logDriver = "awslogs"
          options = {
            "awslogs-group"         = "/ecs/${team}-${container.name}"
            "awslogs-region"        = "eu-central-1"
            "awslogs-stream-prefix" = container.name
          }
        }
      }
    ]
  ])
}

resource "aws_ecs_task_definition" "app" {
  family                   = "shop-app"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-app-task"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-app-execution"

  container_definitions = jsonencode(local.containers)
}
