# Version 5 lets the execution role read every secret and parameter by default.
module "service" {  # expect: log-retention-misconfiguration.retention-too-short, service-role-misuse.execution-role-reads-all-secrets
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  version     = "~> 5.0"
  name        = "app"
  cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  subnet_ids  = ["subnet-a"]
  vpc_id      = "vpc-0123456789abcdef0"
  container_definitions = {
    app = {
      image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      user  = "1000"
    }
  }
  deployment_circuit_breaker = {
    enable   = true
    rollback = true
  }
}
