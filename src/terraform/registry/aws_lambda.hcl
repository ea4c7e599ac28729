# What terraform-aws-modules/lambda makes of its arguments, in versions 2 to 8: a role that may write its logs, and a log group that
# keeps them forever, unless the arguments say otherwise. A function's URL asks for no signature by default.
defaults {
  create                            = true
  create_function                   = true
  create_layer                      = false
  create_role                       = true
  create_package                    = true
  function_name                     = ""
  handler                           = ""
  runtime                           = ""
  lambda_role                       = ""
  environment_variables             = {}
  kms_key_arn                       = null
  package_type                      = "Zip"
  image_uri                         = null
  image_config_command              = []
  timeout                           = 3
  memory_size                       = 128
  reserved_concurrent_executions    = -1
  publish                           = false
  vpc_subnet_ids                    = null
  vpc_security_group_ids            = null
  tracing_mode                      = null
  dead_letter_target_arn            = null
  file_system_arn                   = null
  file_system_local_mount_path      = null
  layers                            = null
  create_lambda_function_url        = false
  authorization_type                = "NONE"
  cors                              = {}
  allowed_triggers                  = {}
  event_source_mapping              = {}
  role_name                         = null
  role_permissions_boundary         = null
  trusted_entities                  = []
  attach_cloudwatch_logs_policy     = true
  attach_network_policy             = false
  attach_tracing_policy             = false
  attach_policy_json                = false
  attach_policy_jsons               = false
  attach_policy                     = false
  attach_policies                   = false
  attach_policy_statements          = false
  policy_json                       = null
  policy_jsons                      = []
  policy                            = null
  policies                          = []
  policy_statements                 = {}
  use_existing_cloudwatch_log_group = false
  logging_log_group                 = null
  cloudwatch_logs_retention_in_days = null
  cloudwatch_logs_kms_key_id        = null
  cloudwatch_logs_skip_destroy      = false
  tags                              = {}
}

unused {
  names = [
    "region", "*_tags", "*timeouts", "description", "architectures", "ephemeral_storage_size", "lambda_at_edge*", "snap_start", "image_config_entry_point", "image_config_working_directory",
    "code_signing_config_arn", "replace_security_groups_on_destroy", "replacement_security_group_ids", "skip_destroy", "source_path", "local_existing_package", "s3_*", "store_on_s3",
    "artifacts_dir", "hash_extra", "ignore_source_code_hash", "trigger_on_package_timestamp", "recreate_missing_package", "build_in_docker", "docker_*", "authorization_policy",
    "layer_*", "compatible_*", "license_info", "number_of_*", "role_description", "role_path", "role_force_detach_policies", "role_maximum_session_duration", "policy_path", "policy_name",
    "assume_role_policy_statements", "attach_create_log_group_permission", "attach_async_event_policy", "attach_dead_letter_policy", "create_async_event_config", "maximum_event_age_in_seconds",
    "maximum_retry_attempts", "destination_on_failure", "destination_on_success", "provisioned_concurrent_executions", "create_current_version_*", "create_unqualified_alias_*",
    "create_versions_policy", "logging_log_format", "logging_application_log_level", "logging_system_log_level", "cloudwatch_logs_log_group_class", "create_sam_metadata",
    "enable_function_recursion*", "recursive_loop", "invoke_mode", "quiet_archive_local_exec", "function_tags", "include_default_tag", "allow_*", "putin_khuylo"
  ]
}

locals {
  make  = var.create && var.create_function && !var.create_layer
  roles = local.make && var.create_role
  group = var.logging_log_group == null ? "/aws/lambda/${var.function_name}" : var.logging_log_group
}

resource "aws_lambda_function" "this" {
  count                          = local.make ? 1 : 0
  function_name                  = var.function_name
  role                           = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role
  handler                        = var.package_type == "Zip" ? var.handler : null
  runtime                        = var.package_type == "Zip" ? var.runtime : null
  package_type                   = var.package_type
  image_uri                      = var.image_uri
  kms_key_arn                    = var.kms_key_arn
  layers                         = var.layers
  timeout                        = var.timeout
  memory_size                    = var.memory_size
  reserved_concurrent_executions = var.reserved_concurrent_executions
  publish                        = var.publish
  tags                           = var.tags
  dynamic "environment" {
    for_each = length(var.environment_variables) > 0 ? [var.environment_variables] : []
    content {
      variables = var.environment_variables
    }
  }
  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids != null && var.vpc_security_group_ids != null ? [1] : []
    content {
      subnet_ids         = var.vpc_subnet_ids
      security_group_ids = var.vpc_security_group_ids
    }
  }
  dynamic "tracing_config" {
    for_each = var.tracing_mode == null ? [] : [1]
    content {
      mode = var.tracing_mode
    }
  }
  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [1]
    content {
      target_arn = var.dead_letter_target_arn
    }
  }
  dynamic "file_system_config" {
    for_each = var.file_system_arn != null && var.file_system_local_mount_path != null ? [1] : []
    content {
      arn              = var.file_system_arn
      local_mount_path = var.file_system_local_mount_path
    }
  }
}

resource "aws_lambda_function_url" "this" {
  count              = local.make && var.create_lambda_function_url ? 1 : 0
  function_name      = aws_lambda_function.this[0].function_name
  authorization_type = var.authorization_type
  dynamic "cors" {
    for_each = length(var.cors) > 0 ? [var.cors] : []
    content {
      allow_origins = try(cors.value.allow_origins, null)
      allow_methods = try(cors.value.allow_methods, null)
    }
  }
}

resource "aws_lambda_permission" "triggers" {
  for_each       = { for k, v in var.allowed_triggers : k => v if local.make }
  function_name  = aws_lambda_function.this[0].function_name
  statement_id   = try(each.value.statement_id, each.key)
  action         = try(coalesce(each.value.action, "lambda:InvokeFunction"), "lambda:InvokeFunction")
  principal      = try(coalesce(each.value.principal, "${each.value.service}.amazonaws.com"), "${each.value.service}.amazonaws.com")
  source_arn     = try(each.value.source_arn, null)
  source_account = try(each.value.source_account, null)
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each         = { for k, v in var.event_source_mapping : k => v if local.make }
  function_name    = aws_lambda_function.this[0].arn
  event_source_arn = try(each.value.event_source_arn, null)
}

resource "aws_cloudwatch_log_group" "lambda" {
  count             = local.make && !var.use_existing_cloudwatch_log_group ? 1 : 0
  name              = local.group
  retention_in_days = var.cloudwatch_logs_retention_in_days
  kms_key_id        = var.cloudwatch_logs_kms_key_id
  skip_destroy      = var.cloudwatch_logs_skip_destroy
}

resource "aws_iam_role" "lambda" {
  count                = local.roles ? 1 : 0
  name                 = var.role_name == null ? var.function_name : var.role_name
  permissions_boundary = var.role_permissions_boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = concat(["lambda.amazonaws.com"], [for one in var.trusted_entities : one if can(regex("amazonaws", one))]) } }]
  })
}

resource "aws_iam_role_policy" "logs" {
  count = local.roles && var.attach_cloudwatch_logs_policy ? 1 : 0
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "arn:aws:logs:*:*:log-group:${local.group}:*" }]
  })
}

resource "aws_iam_role_policy_attachment" "vpc" {
  count      = local.roles && var.attach_network_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
}

resource "aws_iam_role_policy_attachment" "tracing" {
  count      = local.roles && var.attach_tracing_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy" "additional_json" {
  count  = local.roles && var.attach_policy_json ? 1 : 0
  role   = aws_iam_role.lambda[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "additional_jsons" {
  count  = local.roles && var.attach_policy_jsons ? length(var.policy_jsons) : 0
  role   = aws_iam_role.lambda[0].name
  policy = var.policy_jsons[count.index]
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  count      = local.roles && var.attach_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  count      = local.roles && var.attach_policies ? length(var.policies) : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policies[count.index]
}

data "aws_iam_policy_document" "additional_inline" {
  count = local.roles && var.attach_policy_statements ? 1 : 0
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = try(statement.value.condition, {})
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "additional_inline" {
  count  = local.roles && var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.lambda[0].name
  policy = data.aws_iam_policy_document.additional_inline[0].json
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_arn_static" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, "") }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, "") }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, "") }
output "lambda_function_version" { value = try(aws_lambda_function.this[0].version, "") }
output "lambda_function_url" { value = try(aws_lambda_function_url.this[0].function_url, "") }
output "lambda_role_arn" { value = try(aws_iam_role.lambda[0].arn, "") }
output "lambda_role_name" { value = try(aws_iam_role.lambda[0].name, "") }
output "lambda_cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.lambda[0].arn, "") }
output "lambda_cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.lambda[0].name, "") }
