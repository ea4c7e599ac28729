resource "aws_launch_template" "hosts" {
  user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\n")
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([
    { name = "app", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2" }
  ])
}
