module "cluster" {
  source            = "cn-terraform/ecs-cluster/aws"
  version           = "1.0.11"
  name              = "app"
  containerInsights = false  # expect: task-execution-ambiguity.container-insights-disabled
}
