resource "aws_ecs_task_definition" "agent" {
  family                   = "agent"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  runtime_platform {
    operating_system_family = "WINDOWS_SERVER_2022_CORE"
    cpu_architecture        = "X86_64"
  }
  container_definitions = jsonencode([
    { name = "agent", image = "public.ecr.aws/example/agent:1.4.2", essential = true },
  ])
}
