module "service" {  # expect: insufficient-api-logging.load-balancer-access-logs-disabled, scheduler-overload.circuit-breaker-disabled, vulnerable-application-code.public-load-balancer-without-waf
  source                     = "boldlink/ecs-service/aws"
  version                    = "~> 1.12"
  name                       = "app"
  family                     = "app"
  cluster                    = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  vpc_id                     = "vpc-0123456789abcdef0"
  network_mode               = "awsvpc"
  requires_compatibilities   = ["FARGATE"]
  enable_execute_command     = true  # expect: task-definition-tampering.execute-command-enabled
  retention_in_days          = 1  # expect: log-retention-misconfiguration.retention-too-short
  create_load_balancer       = true
  alb_subnets                = ["subnet-a", "subnet-b"]
  ssl_policy                 = "ELBSecurityPolicy-2016-08"  # expect: in-transit-data-tampering.weak-tls-policy
  network_configuration      = { subnets = ["subnet-a"], assign_public_ip = true }  # expect: vulnerable-application-code.public-ip-assigned
  load_balancer              = [{ container_name = "app", container_port = 8080 }]
  lb_ingress_rules           = [{ from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }]  # expect: vulnerable-application-code.ingress-open-to-world
  task_assume_role_policy    = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
  task_role_policy           = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })  # expect: excessive-iam-permissions.wildcard-action
  container_definitions = jsonencode([
    {  # expect: container-escape.root-user, task-definition-tampering.writable-root-filesystem, task-execution-ambiguity.missing-log-configuration
      name       = "app"
      image      = "nginx"  # expect: container-image-tampering.latest-image-tag
      privileged = true  # expect: container-escape.privileged-container
    },
  ])
}
