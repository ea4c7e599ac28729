# The unit declares the group of this name.

resource "aws_ecs_task_definition" "this" {
  family                   = "scraper"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/scraper-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/scraper-task"
  container_definitions = jsonencode([
    {
      name                   = "scraper"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scraper@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
        options = {
          "awslogs-group"         = "/ecs/scraper"
          "awslogs-region"        = "eu-west-1"
          "awslogs-stream-prefix" = "scraper"
          "awslogs-create-group"  = "true"
        }
      }
    },
  ])
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/ecs/scraper"
  retention_in_days = 365
  kms_key_id        = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
}
