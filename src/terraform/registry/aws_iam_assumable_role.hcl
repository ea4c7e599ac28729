# What terraform-aws-modules/iam//modules/iam-assumable-role makes of its arguments, in versions 3 to 5: whom the role trusts has to use
# MFA by default, unless it is a service.
defaults {
  create_role                      = false
  role_name                        = null
  role_path                        = "/"
  role_requires_mfa                = true
  mfa_age                          = 86400
  role_sts_externalid              = []
  max_session_duration             = 3600
  role_permissions_boundary_arn    = ""
  trusted_role_actions             = ["sts:AssumeRole"]
  trusted_role_arns                = []
  trusted_role_services            = []
  create_custom_role_trust_policy  = false
  custom_role_trust_policy         = ""
  custom_role_policy_arns          = []
  inline_policy_statements         = []
  attach_admin_policy              = false
  attach_poweruser_policy          = false
  attach_readonly_policy           = false
  admin_role_policy_arn            = "arn:aws:iam::aws:policy/AdministratorAccess"
  poweruser_role_policy_arn        = "arn:aws:iam::aws:policy/PowerUserAccess"
  readonly_role_policy_arn         = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  create_instance_profile          = false
  tags                             = {}
}

unused {
  names = [
    "role_name_prefix", "role_description", "force_detach_policies", "number_of_custom_role_policy_arns", "allow_self_assume_role", "role_requires_session_name",
    "role_session_name", "trust_policy_conditions"
  ]
}

locals {
  externals = flatten([var.role_sts_externalid])
  custom    = var.create_custom_role_trust_policy || var.custom_role_trust_policy != ""
}

data "aws_iam_policy_document" "assume_role" {
  count = local.custom ? 0 : 1
  dynamic "statement" {
    for_each = length(concat(var.trusted_role_arns, var.trusted_role_services)) > 0 ? [1] : []
    content {
      effect  = "Allow"
      actions = var.trusted_role_actions
      dynamic "principals" {
        for_each = length(var.trusted_role_arns) > 0 ? [var.trusted_role_arns] : []
        content {
          type        = "AWS"
          identifiers = var.trusted_role_arns
        }
      }
      dynamic "principals" {
        for_each = length(var.trusted_role_services) > 0 ? [var.trusted_role_services] : []
        content {
          type        = "Service"
          identifiers = var.trusted_role_services
        }
      }
      dynamic "condition" {
        for_each = length(local.externals) > 0 ? [local.externals] : []
        content {
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = local.externals
        }
      }
      dynamic "condition" {
        for_each = var.role_requires_mfa ? [1] : []
        content {
          test     = "Bool"
          variable = "aws:MultiFactorAuthPresent"
          values   = ["true"]
        }
      }
      dynamic "condition" {
        for_each = var.role_requires_mfa ? [1] : []
        content {
          test     = "NumericLessThan"
          variable = "aws:MultiFactorAuthAge"
          values   = [var.mfa_age]
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count                = var.create_role ? 1 : 0
  name                 = var.role_name
  path                 = var.role_path
  assume_role_policy   = local.custom ? var.custom_role_trust_policy : data.aws_iam_policy_document.assume_role[0].json
  max_session_duration = var.max_session_duration
  permissions_boundary = var.role_permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "custom" {
  count      = var.create_role ? length(var.custom_role_policy_arns) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.custom_role_policy_arns[count.index]
}

resource "aws_iam_role_policy_attachment" "admin" {
  count      = var.create_role && var.attach_admin_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.admin_role_policy_arn
}

resource "aws_iam_role_policy_attachment" "poweruser" {
  count      = var.create_role && var.attach_poweruser_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.poweruser_role_policy_arn
}

resource "aws_iam_role_policy_attachment" "readonly" {
  count      = var.create_role && var.attach_readonly_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.readonly_role_policy_arn
}

data "aws_iam_policy_document" "inline" {
  count = var.create_role && length(var.inline_policy_statements) > 0 ? 1 : 0
  dynamic "statement" {
    for_each = var.inline_policy_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = model::listed(try(statement.value.conditions, statement.value.condition, null))
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "inline" {
  count  = length(data.aws_iam_policy_document.inline)
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.inline[0].json
}

resource "aws_iam_instance_profile" "this" {
  count = var.create_role && var.create_instance_profile ? 1 : 0
  role  = aws_iam_role.this[0].name
}

output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
output "iam_role_unique_id" { value = try(aws_iam_role.this[0].unique_id, "") }
output "iam_instance_profile_arn" { value = try(aws_iam_instance_profile.this[0].arn, "") }
output "iam_instance_profile_name" { value = try(aws_iam_instance_profile.this[0].name, "") }
output "this_iam_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "this_iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
