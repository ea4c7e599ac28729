resource "aws_security_group" "closed" {
  vpc_id = "vpc-0a1b2c3d4e5f60718"
  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_ecs_service" "inside" {
  name            = "inside"
  cluster         = "main"
  task_definition = "inside:1"
  launch_type     = "FARGATE"
  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718"]
    security_groups  = [aws_security_group.closed.id]
    assign_public_ip = true
  }
}
