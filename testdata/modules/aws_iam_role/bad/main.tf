module "role" {
  source  = "terraform-aws-modules/iam/aws//modules/iam-role"
  version = "~> 6.0"
  name    = "app"
  trust_policy_permissions = {
    tasks = {
      actions    = ["sts:AssumeRole"]
      principals = [{ type = "Service", identifiers = ["ecs-tasks.amazonaws.com"] }]
    }
  }
  create_inline_policy = true
  inline_policy_permissions = {
    all = {
      actions   = ["*"]  # expect: excessive-iam-permissions.wildcard-action
      resources = ["*"]
    }
  }
}
