# Written, and off.

resource "aws_ecs_cluster" "main" {
  name = "main"

  setting {
    name  = "containerInsights"
    value = "disabled" # expect: task-execution-ambiguity.container-insights-disabled
  }
}
