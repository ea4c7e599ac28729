locals {
  image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/app@${var.image_digest}"

  environment = {
    APP_ENV     = "production"
    DB_PASSWORD = "Kestrel-4471-flume"
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "shop-app"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = "arn:aws:iam::123456789012:role/shop-app-task"
  execution_role_arn       = "arn:aws:iam::123456789012:role/shop-app-execution"

  container_definitions = <<-DEFINITION
    [
      {
        "name": "${var.name}",
        "image": "${local.image}",
        "cpu": ${var.cpu},
        "memory": ${var.memory},
        "essential": true,
        "user": "10001:10001",
        "privileged": ${var.privileged},
        "readonlyRootFilesystem": false,
        "portMappings": [
          { "containerPort": 8080, "hostPort": 8080, "protocol": "tcp" }
        ],
        "environment": [
          %{for index, name in keys(local.environment)~}
          ${index == 0 ? "" : ","}{ "name": "${name}", "value": "${local.environment[name]}" }
          %{endfor~}
        ],
        "linuxParameters": {
          "initProcessEnabled": true,
          "capabilities": { "drop": ["ALL"] }
        },
        "logConfiguration": {
          "logDriver": "awslogs",
          "options": {
            "awslogs-group": "/ecs/shop-app",
            "awslogs-region": "eu-central-1",
            "awslogs-stream-prefix": "${var.name}"
          }
        }
      }
    ]
DEFINITION
}
