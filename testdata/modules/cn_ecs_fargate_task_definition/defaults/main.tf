module "task" {  # expect: container-escape.root-user, service-role-misuse.task-role-is-execution-role, task-definition-tampering.writable-root-filesystem, task-execution-ambiguity.missing-log-configuration
  source                   = "cn-terraform/ecs-fargate-task-definition/aws"
  version                  = "1.0.36"
  name_prefix              = "app"
  container_name           = "app"
  container_image          = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}
