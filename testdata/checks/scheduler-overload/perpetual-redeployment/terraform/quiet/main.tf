# A new value when the configuration is new.

resource "aws_ecs_service" "this" {
  name            = "cart"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/cart:12"
  launch_type     = "FARGATE"
  desired_count   = 2

  triggers = {
    redeployment = sha1("cart-3")
  }

  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
