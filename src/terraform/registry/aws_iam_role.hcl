# What terraform-aws-modules/iam//modules/iam-role makes of its arguments, in version 6: statements of the trust policy and of the
# inline policy are maps.
defaults {
  create                          = true
  name                            = null
  path                            = "/"
  max_session_duration            = null
  permissions_boundary            = null
  trust_policy_permissions        = {}
  trust_policy_conditions         = []
  source_trust_policy_documents   = []
  override_trust_policy_documents = []
  enable_oidc                     = false
  enable_github_oidc              = false
  github_provider                 = "token.actions.githubusercontent.com"
  oidc_provider_urls              = []
  oidc_account_id                 = null
  oidc_subjects                   = []
  oidc_wildcard_subjects          = []
  oidc_audiences                  = []
  policies                        = {}
  create_inline_policy            = false
  inline_policy_permissions       = {}
  source_inline_policy_documents  = []
  override_inline_policy_documents = []
  create_instance_profile         = false
  tags                            = {}
}

unused {
  names = ["region", "use_name_prefix", "description", "instance_profile_name"]
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account   = var.oidc_account_id == null ? data.aws_caller_identity.current.account_id : var.oidc_account_id
  providers = [for url in var.oidc_provider_urls : replace(url, "https://", "")]
  trusted   = concat(var.enable_oidc ? local.providers : [], var.enable_github_oidc ? [var.github_provider] : [])
}

data "aws_iam_policy_document" "this" {
  count                     = var.create ? 1 : 0
  source_policy_documents   = var.source_trust_policy_documents
  override_policy_documents = var.override_trust_policy_documents
  dynamic "statement" {
    for_each = local.trusted
    content {
      actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${local.account}:oidc-provider/${statement.value}"]
      }
      dynamic "condition" {
        for_each = length(var.oidc_subjects) > 0 ? [var.oidc_subjects] : []
        content {
          test     = "StringEquals"
          variable = "${statement.value}:sub"
          values   = statement.value == var.github_provider ? [for subject in var.oidc_subjects : "repo:${trimprefix(subject, "repo:")}"] : var.oidc_subjects
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_wildcard_subjects) > 0 ? [var.oidc_wildcard_subjects] : []
        content {
          test     = "StringLike"
          variable = "${statement.value}:sub"
          values   = statement.value == var.github_provider ? [for subject in var.oidc_wildcard_subjects : "repo:${trimprefix(subject, "repo:")}"] : var.oidc_wildcard_subjects
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_audiences) > 0 || var.enable_github_oidc ? [1] : []
        content {
          test     = "StringEquals"
          variable = "${statement.value}:aud"
          values   = length(var.oidc_audiences) > 0 ? var.oidc_audiences : ["sts.amazonaws.com"]
        }
      }
      dynamic "condition" {
        for_each = var.trust_policy_conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
  dynamic "statement" {
    for_each = var.trust_policy_permissions == null ? {} : var.trust_policy_permissions
    content {
      sid         = try(statement.value.sid, statement.key)
      effect      = try(statement.value.effect, null)
      actions     = try(statement.value.actions, null)
      not_actions = try(statement.value.not_actions, null)
      dynamic "principals" {
        for_each = model::listed(try(statement.value.principals, null))
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = model::listed(try(statement.value.condition, null))
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count                = var.create ? 1 : 0
  name                 = var.name
  path                 = var.path
  assume_role_policy   = data.aws_iam_policy_document.this[0].json
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for k, v in var.policies : k => v if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

data "aws_iam_policy_document" "inline" {
  count                     = var.create && var.create_inline_policy ? 1 : 0
  source_policy_documents   = var.source_inline_policy_documents
  override_policy_documents = var.override_inline_policy_documents
  dynamic "statement" {
    for_each = var.inline_policy_permissions == null ? {} : var.inline_policy_permissions
    content {
      sid           = try(statement.value.sid, statement.key)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = model::listed(try(statement.value.condition, null))
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
  count  = var.create && var.create_inline_policy ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.inline[0].json
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0
  role  = aws_iam_role.this[0].name
}

output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
output "unique_id" { value = try(aws_iam_role.this[0].unique_id, null) }
output "instance_profile_arn" { value = try(aws_iam_instance_profile.this[0].arn, null) }
output "instance_profile_name" { value = try(aws_iam_instance_profile.this[0].name, null) }
output "instance_profile_id" { value = try(aws_iam_instance_profile.this[0].id, null) }
