module "service" {  # expect: scheduler-overload.circuit-breaker-disabled
  source  = "boldlink/ecs-service/aws"
  version = "1.12.2"
  name    = "app"
  family  = "app"
  cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  vpc_id  = "vpc-0123456789abcdef0"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([
    {  # expect: task-execution-ambiguity.missing-log-configuration
      name                   = "app"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      user                   = "1000"
      readonlyRootFilesystem = true
      memory                 = 512
    },
  ])
}
