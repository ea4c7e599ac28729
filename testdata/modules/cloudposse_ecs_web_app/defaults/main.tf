# gap: ecs_codepipeline
module "app" {  # expect: container-escape.root-user, container-image-tampering.latest-image-tag, scheduler-overload.circuit-breaker-disabled, service-role-misuse.execution-role-reads-all-secrets, task-definition-tampering.writable-root-filesystem
  source                 = "cloudposse/ecs-web-app/aws"
  version                = "2.2.0"
  namespace              = "eg"
  name                   = "app"
  vpc_id                 = "vpc-0123456789abcdef0"
  ecs_cluster_arn        = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  ecs_private_subnet_ids = ["subnet-a"]
  alb_security_group     = "sg-0123456789abcdef0"
}
