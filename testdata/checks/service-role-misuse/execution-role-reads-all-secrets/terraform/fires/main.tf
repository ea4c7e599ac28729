# Every secret of the account.

resource "aws_iam_role" "execution" {
  name = "execution"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["ecs-tasks.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "execution_0" {
  role = aws_iam_role.execution.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = "*" # expect: service-role-misuse.execution-role-reads-all-secrets
      },
    ]
  })
}

resource "aws_ecs_task_definition" "this" {
  family                   = "planner"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = "arn:aws:iam::123456789012:role/planner-task"
  container_definitions = jsonencode([
    {
      name                   = "planner"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/planner@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
        options   = { "awslogs-group" = "/ecs/planner", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "planner" }
      }
    },
  ])
}
