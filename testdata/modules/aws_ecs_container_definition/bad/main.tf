module "container" {
  source  = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version = "~> 6.0"
  name    = "app"
  image   = "nginx"
  cloudwatch_log_group_retention_in_days = 1  # expect: log-retention-misconfiguration.retention-too-short
}
