# By default the sessions go to CloudWatch Logs with the container's output, which goes elsewhere.

resource "aws_ecs_cluster" "main" { # expect: task-execution-ambiguity.unaudited-execute-command
  name = "main"

  setting {
    name  = "containerInsights"
    value = "enhanced"
  }
}

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
        logDriver     = "splunk"
        options       = { "splunk-url" = "https://splunk.example.com:8088" }
        secretOptions = [{ name = "splunk-token", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:splunk-AbCdEf" }]
      }
    },
  ])
}

resource "aws_ecs_service" "this" {
  name                   = "scraper"
  cluster                = aws_ecs_cluster.main.id
  task_definition        = aws_ecs_task_definition.this.arn
  launch_type            = "FARGATE"
  platform_version       = "LATEST"
  desired_count          = 2
  enable_execute_command = true # expect: task-definition-tampering.execute-command-enabled
  propagate_tags         = "SERVICE"

  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718"]
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
    assign_public_ip = false
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
