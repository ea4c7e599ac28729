# The tag keeps the agent out.

resource "aws_ecs_cluster" "main" {
  name = "main"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = {
    GuardDutyManaged = "false" # expect: detection-disabled.cluster-excluded-from-runtime-monitoring
  }
}
