module "service" {  # expect: log-retention-misconfiguration.retention-too-short, scheduler-overload.circuit-breaker-disabled
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  version     = "~> 6.0"
  name        = "app"
  cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  subnet_ids  = ["subnet-a"]
  vpc_id      = "vpc-0123456789abcdef0"
  container_definitions = {
    app = {  # expect: container-escape.root-user
      image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}
