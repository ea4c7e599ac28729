# Something else deploys the service, so its network stands in its task sets.

resource "aws_ecs_service" "this" {
  name           = "storefront"
  cluster        = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  desired_count  = 2
  propagate_tags = "SERVICE"

  deployment_controller {
    type = "EXTERNAL"
  }
}

resource "aws_ecs_task_set" "green" {
  service         = aws_ecs_service.this.id
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/storefront:12"
  launch_type     = "FARGATE"

  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
    assign_public_ip = true # expect: vulnerable-application-code.public-ip-assigned
  }
}
