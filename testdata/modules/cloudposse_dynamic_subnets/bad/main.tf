# A service in the public subnets that the module makes.
module "subnets" {
  source             = "cloudposse/dynamic-subnets/aws"
  version            = "0.33.0"
  name               = "app"
  availability_zones = ["eu-west-1a"]
  vpc_id             = "vpc-0123456789abcdef0"
  igw_id             = "igw-0123456789abcdef0"
  cidr_block         = "172.16.0.0/16"
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  task_definition = "app:1"
  launch_type     = "FARGATE"
  desired_count   = 1
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  network_configuration {
    subnets          = module.subnets.public_subnet_ids
    security_groups  = ["sg-0123456789abcdef0"]
    assign_public_ip = true  # expect: vulnerable-application-code.public-ip-assigned
  }
}
