module "function" {
  source                            = "terraform-aws-modules/lambda/aws"
  version                           = "~> 7.0"
  function_name                     = "app"
  handler                           = "app.main"
  runtime                           = "python3.13"
  cloudwatch_logs_retention_in_days = 90  # expect: log-retention-misconfiguration.retention-too-short
  attach_policy_statements          = true
  policy_statements = {
    all = {
      effect    = "Allow"
      actions   = ["*"]  # expect: excessive-iam-permissions.wildcard-action
      resources = ["*"]
    }
  }
}
