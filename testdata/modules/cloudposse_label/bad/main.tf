# says: eg-prod-app-data
module "this" {
  source     = "cloudposse/label/null"
  version    = "0.25.0"
  namespace  = "eg"
  stage      = "prod"
  name       = "app"
  attributes = ["Data"]
}

resource "aws_ecs_cluster" "app" {
  name = module.this.id
  setting {
    name  = "containerInsights"
    value = "disabled"  # expect: task-execution-ambiguity.container-insights-disabled
  }
}
