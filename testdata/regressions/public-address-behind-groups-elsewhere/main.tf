resource "aws_ecs_service" "outside" {
  name            = "outside"
  cluster         = "main"
  task_definition = "outside:1"
  launch_type     = "FARGATE"
  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718"]
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
    assign_public_ip = true
  }
}
