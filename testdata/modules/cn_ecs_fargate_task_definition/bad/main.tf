module "task" {  # expect: task-execution-ambiguity.missing-log-configuration
  source                   = "cn-terraform/ecs-fargate-task-definition/aws"
  version                  = "1.0.36"
  name_prefix              = "app"
  container_name           = "app"
  container_image          = "nginx"  # expect: container-image-tampering.latest-image-tag
  user                     = "root"  # expect: container-escape.root-user
  readonly_root_filesystem = true
  task_role_arn            = "arn:aws:iam::123456789012:role/task"
  environment = [
    { name = "DB_PASSWORD", value = "correct-horse-battery" },  # expect: sensitive-env-var-logging.secret-named-environment
  ]
}
