# A random text that a database takes as its password.

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
      environment            = [{ name = "APP_CONFIG", value = "user=app;key=${random_string.initial.result}" }] # expect: sensitive-env-var-logging.secret-flows-into-environment
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

resource "random_string" "initial" {
  length = 24
}

resource "aws_db_instance" "db" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  allocated_storage                   = 20
  username                            = "app"
  password                            = random_string.initial.result
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  db_subnet_group_name                = "private"
}
