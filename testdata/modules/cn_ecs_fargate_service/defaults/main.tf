module "service" {  # expect: in-transit-data-tampering.weak-tls-policy, scheduler-overload.circuit-breaker-disabled, unencrypted-dataflows.plaintext-listener, vulnerable-application-code.public-load-balancer-without-waf
  source              = "cn-terraform/ecs-fargate-service/aws"
  version             = "2.0.42"
  name_prefix         = "app"
  vpc_id              = "vpc-0123456789abcdef0"
  ecs_cluster_arn     = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/app:1"
  container_name      = "app"
  public_subnets      = ["subnet-a"]
  private_subnets     = ["subnet-b"]
}
