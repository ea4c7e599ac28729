module "service" {
  source                             = "cloudposse/ecs-alb-service-task/aws"
  version                            = "0.78.0"
  namespace                          = "eg"
  name                               = "app"
  vpc_id                             = "vpc-0123456789abcdef0"
  ecs_cluster_arn                    = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  subnet_ids                         = ["subnet-a"]
  task_exec_role_arn                 = ["arn:aws:iam::123456789012:role/exec"]
  circuit_breaker_deployment_enabled = true
  circuit_breaker_rollback_enabled   = true
  assign_public_ip                   = true  # expect: vulnerable-application-code.public-ip-assigned
  exec_enabled                       = true  # expect: task-definition-tampering.execute-command-enabled
  pid_mode                           = "host"  # expect: container-escape.host-pid-namespace
  container_definition_json = jsonencode([{
    name                   = "app"
    image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    user                   = "1000"
    readonlyRootFilesystem = true
    logConfiguration       = { logDriver = "awslogs", options = { "awslogs-group" = "app", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "app" } }
  }])
}
