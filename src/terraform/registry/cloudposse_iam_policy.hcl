# What cloudposse/iam-policy makes of its arguments, in versions 0.2 to 2: a document, and a policy of it where that is asked for.
defaults {
  iam_policy                    = []
  iam_policy_statements         = []
  iam_policy_id                 = null
  iam_source_policy_documents   = null
  iam_source_json_url           = null
  iam_override_policy_documents = null
  iam_policy_enabled            = var.since_1 ? model::undecided("the default of iam_policy_enabled differs between releases") : true
}

unused {
  names = ["description"]
}

locals {
  listed = flatten([for policy in flatten([var.iam_policy]) : try(policy.statements, [])])
  named  = [for k, v in var.iam_policy_statements : v]
}

data "aws_iam_policy_document" "this" {
  count                     = module.this.enabled ? 1 : 0
  source_policy_documents   = var.iam_source_policy_documents
  override_policy_documents = var.iam_override_policy_documents
  dynamic "statement" {
    for_each = concat(local.named, local.listed)
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "principals" {
        for_each = model::listed(try(statement.value.principals, null))
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = model::listed(try(statement.value.conditions, null))
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_policy" "default" {
  count  = module.this.enabled && var.iam_policy_enabled ? 1 : 0
  name   = module.this.id
  policy = data.aws_iam_policy_document.this[0].json
}

output "json" { value = one(data.aws_iam_policy_document.this[*].json) }
output "policy" { value = one(aws_iam_policy.default[*]) }
output "policy_arn" { value = one(aws_iam_policy.default[*].arn) }
output "policy_id" { value = one(aws_iam_policy.default[*].id) }
