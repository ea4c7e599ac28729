# undecided: task-execution-ambiguity.container-insights-disabled
module "cluster" {
  source  = "cn-terraform/ecs-cluster/aws"
  version = "1.0.11"
  name    = "app"
}
