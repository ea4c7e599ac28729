module "cluster" {  # expect: task-execution-ambiguity.unencrypted-execute-command-log
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "~> 6.0"
  name    = "app"
  setting = [{ name = "containerInsights", value = "disabled" }]  # expect: task-execution-ambiguity.container-insights-disabled
  cloudwatch_log_group_retention_in_days = 1  # expect: log-retention-misconfiguration.retention-too-short
}
