# One Fargate service behind the shop's load balancer.

resource "aws_ecs_task_definition" "this" {
  family                   = "shop-${var.name}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.execution.arn

  container_definitions = jsonencode([
    {
      name                   = var.name
      image                  = var.image
      essential              = true
      privileged             = var.privileged
      readonlyRootFilesystem = true
      user                   = "10001:10001"

      environment = [for name, value in var.environment : { name = name, value = value }]

      portMappings = [{ containerPort = 8080, protocol = "tcp" }]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = var.log_group
          awslogs-region        = "eu-central-1"
          awslogs-stream-prefix = var.name
        }
      }
    },
    {
      name      = "metrics"
      image     = "public.ecr.aws/aws-observability/aws-otel-collector:v0.40.0"
      essential = false
      command   = ["--config=/etc/ecs/ecs-default-config.yaml"]
    }
  ])
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 2
  launch_type     = "FARGATE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnets
    assign_public_ip = var.public_ip
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
  }
}

resource "aws_iam_role" "execution" {
  name = "shop-${var.name}-execution"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
