# Nobody asks whether it still works.

resource "aws_ecs_service" "this" {
  name            = "matcher"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = aws_ecs_task_definition.this.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = "matcher"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/matcher-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/matcher-task"
  container_definitions = jsonencode([ # expect: resource-exhaustion.missing-health-check
    {
      name                   = "matcher"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/matcher@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/ecs/matcher", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "matcher" }
      }
    },
  ])
}
