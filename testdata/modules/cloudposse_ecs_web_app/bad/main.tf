module "app" {  # expect: container-escape.root-user, service-role-misuse.execution-role-reads-all-secrets, task-definition-tampering.writable-root-filesystem
  source                             = "cloudposse/ecs-web-app/aws"
  version                            = "2.2.0"
  namespace                          = "eg"
  name                               = "app"
  vpc_id                             = "vpc-0123456789abcdef0"
  ecs_cluster_arn                    = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  ecs_private_subnet_ids             = ["subnet-a"]
  alb_security_group                 = "sg-0123456789abcdef0"
  codepipeline_enabled               = false
  ecr_scan_images_on_push            = true
  circuit_breaker_deployment_enabled = true
  circuit_breaker_rollback_enabled   = true
  container_image                    = "nginx:latest"  # expect: container-image-tampering.latest-image-tag
  privileged                         = true  # expect: container-escape.privileged-container
  container_environment = [
    { name = "DB_PASSWORD", value = "correct-horse-battery" },  # expect: sensitive-env-var-logging.secret-named-environment
  ]
}
