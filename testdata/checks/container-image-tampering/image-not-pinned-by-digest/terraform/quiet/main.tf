# The version cannot be pushed again.

resource "aws_ecr_repository" "ledger" {
  name                 = "ledger"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = "ledger"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/ledger-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/ledger-task"
  container_definitions = jsonencode([
    {
      name                   = "ledger"
      image                  = "${aws_ecr_repository.ledger.repository_url}:1.4.2"
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
        options   = { "awslogs-group" = "/ecs/ledger", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "ledger" }
      }
    },
  ])
}
