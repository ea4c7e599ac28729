module "app" {  # expect: container-escape.root-user, in-transit-data-tampering.weak-tls-policy, scheduler-overload.circuit-breaker-disabled, service-role-misuse.task-role-is-execution-role, task-definition-tampering.writable-root-filesystem, task-execution-ambiguity.missing-log-configuration, unencrypted-dataflows.plaintext-listener, vulnerable-application-code.public-load-balancer-without-waf
  source              = "cn-terraform/ecs-fargate/aws"
  version             = "2.0.53"
  name_prefix         = "app"
  vpc_id              = "vpc-0123456789abcdef0"
  container_name      = "app"
  container_image     = "nginx:1.27"  # expect: container-image-tampering.image-not-pinned-by-digest
  public_subnets_ids  = ["subnet-a"]
  private_subnets_ids = ["subnet-b"]
}
