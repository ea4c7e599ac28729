# What terraform-aws-modules/secrets-manager makes of its arguments, in versions 1 and 2. A policy that opens the secret to everybody
# is refused by default.
defaults {
  create                         = true
  name                           = null
  name_prefix                    = null
  description                    = null
  kms_key_id                     = null
  recovery_window_in_days        = null
  create_policy                  = false
  block_public_policy            = true
  policy_statements              = {}
  source_policy_documents        = []
  override_policy_documents      = []
  ignore_secret_changes          = false
  secret_string                  = null
  secret_string_wo               = null
  secret_binary                  = null
  create_random_password         = false
  enable_rotation                = false
  rotation_lambda_arn            = ""
  rotation_rules                 = {}
  tags                           = {}
}

unused {
  names = ["region", "force_overwrite_replica_secret", "replica", "random_password_*", "version_stages", "secret_string_wo_version", "rotate_immediately"]
}

resource "aws_secretsmanager_secret" "this" {
  count                   = var.create ? 1 : 0
  name                    = var.name
  name_prefix             = var.name_prefix
  description             = var.description
  kms_key_id              = var.kms_key_id
  recovery_window_in_days = var.recovery_window_in_days
  tags                    = var.tags
}

data "aws_iam_policy_document" "this" {
  count                     = var.create && var.create_policy ? 1 : 0
  source_policy_documents   = var.source_policy_documents
  override_policy_documents = var.override_policy_documents
  dynamic "statement" {
    for_each = var.policy_statements
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

resource "aws_secretsmanager_secret_policy" "this" {
  count               = var.create && var.create_policy ? 1 : 0
  secret_arn          = aws_secretsmanager_secret.this[0].arn
  policy              = data.aws_iam_policy_document.this[0].json
  block_public_policy = var.block_public_policy
}

resource "aws_secretsmanager_secret_version" "this" {
  count            = var.create && (var.secret_string != null || var.secret_string_wo != null || var.secret_binary != null || var.create_random_password) ? 1 : 0
  secret_id        = aws_secretsmanager_secret.this[0].id
  secret_string    = var.create_random_password ? random_password.this[0].result : var.secret_string
  secret_string_wo = var.secret_string_wo
  secret_binary    = var.secret_binary
}

resource "random_password" "this" {
  count = var.create && var.create_random_password ? 1 : 0
}

resource "aws_secretsmanager_secret_rotation" "this" {
  count               = var.create && var.enable_rotation ? 1 : 0
  secret_id           = aws_secretsmanager_secret.this[0].id
  rotation_lambda_arn = var.rotation_lambda_arn
  dynamic "rotation_rules" {
    for_each = [var.rotation_rules]
    content {
      automatically_after_days = try(rotation_rules.value.automatically_after_days, null)
      schedule_expression      = try(rotation_rules.value.schedule_expression, null)
    }
  }
}

output "secret_arn" { value = try(aws_secretsmanager_secret.this[0].arn, null) }
output "secret_id" { value = try(aws_secretsmanager_secret.this[0].id, null) }
output "secret_name" { value = try(aws_secretsmanager_secret.this[0].name, null) }
output "secret_version_id" { value = try(aws_secretsmanager_secret_version.this[0].version_id, null) }
output "secret_string" { value = try(aws_secretsmanager_secret_version.this[0].secret_string, null) }
