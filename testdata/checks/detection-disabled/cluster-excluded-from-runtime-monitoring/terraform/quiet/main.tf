# The tag asks for the agent; the tasks of the other cluster run on instances, which have a tag of their own.

resource "aws_ecs_cluster" "main" {
  name = "main"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = {
    GuardDutyManaged = "true"
  }
}

resource "aws_ecs_cluster" "instances" {
  name = "instances"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = {
    GuardDutyManaged = "false"
  }
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = aws_ecs_cluster.instances.id
  launch_type     = "EC2"
  task_definition = "app:7"
  desired_count   = 2
  propagate_tags  = "SERVICE"
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
