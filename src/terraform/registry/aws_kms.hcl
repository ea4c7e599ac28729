# What terraform-aws-modules/kms makes of its arguments, in versions 1 to 4: keys are rotated, and the account's own policies decide
# who may use them, unless the arguments say otherwise. Statements are a list up to version 3 and a map in version 4.
defaults {
  create                  = true
  create_external         = false
  create_replica          = false
  create_replica_external = false
  description             = null
  key_usage               = null
  customer_master_key_spec = null
  deletion_window_in_days = null
  enable_key_rotation     = true
  is_enabled              = null
  multi_region            = false
  policy                  = null
  enable_default_policy   = true
  key_owners              = []
  key_administrators      = []
  key_users               = []
  key_service_users       = []
  key_service_roles_for_autoscaling = []
  key_statements          = []
  source_policy_documents = []
  override_policy_documents = []
  aliases                 = []
  computed_aliases        = {}
  tags                    = {}
}

unused {
  names = [
    "region", "bypass_policy_lockout_safety_check", "custom_key_store_id", "rotation_period_in_days", "aliases_use_name_prefix", "grants", "valid_to", "key_material_base64",
    "enable_route53_dnssec", "route53_dnssec_sources", "key_symmetric_*", "key_hmac_users", "key_asymmetric_*"
  ]
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  make = var.create && !var.create_external && !var.create_replica && !var.create_replica_external
}

data "aws_iam_policy_document" "this" {
  count                     = var.create ? 1 : 0
  source_policy_documents   = var.source_policy_documents
  override_policy_documents = var.override_policy_documents
  dynamic "statement" {
    for_each = var.enable_default_policy ? [1] : []
    content {
      sid       = "Default"
      actions   = ["kms:*"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.key_owners) > 0 ? [var.key_owners] : []
    content {
      sid       = "KeyOwner"
      actions   = ["kms:*"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = var.key_owners
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.key_administrators) > 0 ? [var.key_administrators] : []
    content {
      sid       = "KeyAdministration"
      actions   = ["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*", "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:TagResource", "kms:UntagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:ReplicateKey", "kms:ImportKeyMaterial"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = var.key_administrators
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.key_users) > 0 ? [var.key_users] : []
    content {
      sid       = "KeyUsage"
      actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = var.key_users
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.key_service_users) > 0 ? [var.key_service_users] : []
    content {
      sid       = "KeyServiceUsage"
      actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = var.key_service_users
      }
    }
  }
  dynamic "statement" {
    for_each = var.key_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, ["*"])
      not_resources = try(statement.value.not_resources, null)
      dynamic "principals" {
        for_each = model::listed(try(statement.value.principals, null))
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "not_principals" {
        for_each = model::listed(try(statement.value.not_principals, null))
        content {
          type        = not_principals.value.type
          identifiers = not_principals.value.identifiers
        }
      }
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

resource "aws_kms_key" "this" {
  count                    = local.make ? 1 : 0
  description              = var.description
  key_usage                = var.key_usage
  customer_master_key_spec = var.customer_master_key_spec
  deletion_window_in_days  = var.deletion_window_in_days
  enable_key_rotation      = var.enable_key_rotation
  is_enabled               = var.is_enabled
  multi_region             = var.multi_region
  policy                   = var.policy == null ? data.aws_iam_policy_document.this[0].json : var.policy
  tags                     = var.tags
}

resource "aws_kms_alias" "this" {
  for_each      = { for alias in concat(var.aliases, [for k, v in var.computed_aliases : v.name]) : alias => alias if local.make }
  name          = "alias/${each.value}"
  target_key_id = aws_kms_key.this[0].key_id
}

output "key_arn" { value = try(aws_kms_key.this[0].arn, null) }
output "key_id" { value = try(aws_kms_key.this[0].key_id, null) }
output "key_policy" { value = try(aws_kms_key.this[0].policy, null) }
output "aliases" { value = aws_kms_alias.this }
