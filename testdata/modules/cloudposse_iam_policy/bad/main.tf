module "policy" {
  source             = "cloudposse/iam-policy/aws"
  version            = "0.4.0"
  name               = "app"
  iam_policy_enabled = true
  iam_policy_statements = [
    { sid = "All", effect = "Allow", actions = ["*"], resources = ["*"], conditions = [] },  # expect: excessive-iam-permissions.wildcard-action
  ]
}
