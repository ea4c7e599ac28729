module "service" {
  source                             = "cn-terraform/ecs-fargate-service/aws"
  version                            = "2.0.42"
  name_prefix                        = "app"
  vpc_id                             = "vpc-0123456789abcdef0"
  ecs_cluster_arn                    = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  task_definition_arn                = "arn:aws:ecs:eu-west-1:123456789012:task-definition/app:1"
  container_name                     = "app"
  public_subnets                     = ["subnet-a"]
  private_subnets                    = ["subnet-b"]
  custom_lb_arn                      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef"
  deployment_circuit_breaker_enabled = true
  assign_public_ip                   = true  # expect: vulnerable-application-code.public-ip-assigned
}
