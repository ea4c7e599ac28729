# What terraform-aws-modules/iam//modules/iam-policy makes of its arguments, in versions 2 to 6.
defaults {
  create        = true
  create_policy = true
  name          = ""
  name_prefix   = null
  path          = "/"
  policy        = ""
  tags          = {}
}

unused {
  names = ["description"]
}

resource "aws_iam_policy" "policy" {
  count  = var.create && var.create_policy ? 1 : 0
  name   = var.name
  path   = var.path
  policy = var.policy
  tags   = var.tags
}

output "id" { value = try(aws_iam_policy.policy[0].id, "") }
output "arn" { value = try(aws_iam_policy.policy[0].arn, "") }
output "name" { value = try(aws_iam_policy.policy[0].name, "") }
output "policy" { value = try(aws_iam_policy.policy[0].policy, "") }
