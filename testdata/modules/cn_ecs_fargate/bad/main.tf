module "app" {  # expect: container-escape.root-user, scheduler-overload.circuit-breaker-disabled, service-role-misuse.task-role-is-execution-role, task-definition-tampering.writable-root-filesystem, task-execution-ambiguity.missing-log-configuration
  source                        = "cn-terraform/ecs-fargate/aws"
  version                       = "2.0.53"
  name_prefix                   = "app"
  vpc_id                        = "vpc-0123456789abcdef0"
  container_name                = "app"
  container_image               = "nginx:1.27"  # expect: container-image-tampering.image-not-pinned-by-digest
  privileged                    = true  # expect: container-escape.privileged-container
  public_subnets_ids            = ["subnet-a"]
  private_subnets_ids           = ["subnet-b"]
  lb_internal                   = true
  assign_public_ip              = true  # expect: vulnerable-application-code.public-ip-assigned
  enable_s3_logs                = false  # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  lb_drop_invalid_header_fields = true
  ssl_policy                    = "ELBSecurityPolicy-2016-08"  # expect: in-transit-data-tampering.weak-tls-policy
}
