module "tasks" {
  source             = "terraform-aws-modules/security-group/aws"
  version            = "5.1.0"
  name               = "tasks"
  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  egress_cidr_blocks = ["0.0.0.0/0"]
  egress_rules       = ["all-all"]
}

resource "aws_ecs_service" "app" {
  name = "app"
  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = [module.tasks.security_group_id]
  }
}
