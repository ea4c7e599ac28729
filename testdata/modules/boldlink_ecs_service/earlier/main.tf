module "service" {  # expect: insufficient-api-logging.load-balancer-access-logs-disabled, scheduler-overload.circuit-breaker-disabled, vulnerable-application-code.public-load-balancer-without-waf
  source                     = "boldlink/ecs-service/aws"
  version                    = "1.5.3"
  name                       = "app"
  family                     = "app"
  cluster                    = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  vpc_id                     = "vpc-0123456789abcdef0"
  create_load_balancer       = true
  network_mode               = "awsvpc"
  network_configuration      = { subnets = ["subnet-a"] }
  task_role_policy           = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
  task_execution_role        = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
  task_execution_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ecr:*", Resource = "*" }] })  # expect: excessive-iam-permissions.service-wildcard-action
  container_definitions = jsonencode([
    {  # expect: container-escape.root-user, task-definition-tampering.writable-root-filesystem, task-execution-ambiguity.missing-log-configuration
      name  = "app"
      image = "nginx"  # expect: container-image-tampering.latest-image-tag
    },
  ])
}
