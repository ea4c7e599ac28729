# What terraform-aws-modules/ecs//modules/cluster makes of its arguments, in versions 5 and 6.
variable "create" { default = true }
variable "tags" { default = {} }
variable "cluster_name" { default = null }
variable "name" { default = null }
variable "cluster_configuration" { default = null }
variable "configuration" { default = null }
variable "cluster_settings" { default = null }
variable "setting" { default = null }
variable "cluster_setting" { default = null }
variable "cluster_service_connect_defaults" { default = null }
variable "service_connect_defaults" { default = null }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "cloudwatch_log_group_retention_in_days" { default = 90 }

unused {
  names = [
    "region", "disable_v7_default_name_description", "cluster_tags", "cloudwatch_log_group_class", "cloudwatch_log_group_tags", "*capacity_provider*", "*_use_name_prefix", "*_path", "*_description",
    "*_tags", "*_permissions_boundary"
  ]
}

locals {
  cluster       = var.cluster_name == null ? var.name : var.cluster_name
  own_logs      = { execute_command_configuration = { log_configuration = { cloud_watch_log_group_name = "placeholder" } } }
  given_one     = var.cluster_configuration == null ? var.configuration : var.cluster_configuration
  configuration = local.given_one == null && var.since_6 ? local.own_logs : local.given_one
  given         = [for one in [var.cluster_settings, var.cluster_setting, var.setting] : one if one != null]
  settings      = try(local.given[0], [{ name = "containerInsights", value = "enabled" }])
  log_group     = var.cloudwatch_log_group_name == null ? "/aws/ecs/${local.cluster}" : var.cloudwatch_log_group_name
}

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0
  name  = local.cluster
  tags  = var.tags

  dynamic "configuration" {
    for_each = local.configuration[*]
    content {
      dynamic "execute_command_configuration" {
        for_each = model::listed(try(configuration.value.execute_command_configuration, null))
        content {
          kms_key_id = try(execute_command_configuration.value.kms_key_id, null)
          logging    = try(coalesce(execute_command_configuration.value.logging), var.since_6 ? "OVERRIDE" : "DEFAULT")
          dynamic "log_configuration" {
            for_each = model::listed(try(execute_command_configuration.value.log_configuration, null))
            content {
              cloud_watch_encryption_enabled = try(log_configuration.value.cloud_watch_encryption_enabled, null)
              cloud_watch_log_group_name     = try(aws_cloudwatch_log_group.this[0].name, log_configuration.value.cloud_watch_log_group_name, null)
              s3_bucket_encryption_enabled   = try(log_configuration.value.s3_bucket_encryption_enabled, null)
              s3_bucket_name                 = try(log_configuration.value.s3_bucket_name, null)
              s3_key_prefix                  = try(log_configuration.value.s3_key_prefix, null)
            }
          }
        }
      }
      dynamic "managed_storage_configuration" {
        for_each = model::listed(try(configuration.value.managed_storage_configuration, null))
        content {
          fargate_ephemeral_storage_kms_key_id = try(managed_storage_configuration.value.fargate_ephemeral_storage_kms_key_id, null)
          kms_key_id                           = try(managed_storage_configuration.value.kms_key_id, null)
        }
      }
    }
  }
  dynamic "setting" {
    for_each = flatten([local.settings])
    content {
      name  = setting.value.name
      value = setting.value.value
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count             = var.create && var.create_cloudwatch_log_group ? 1 : 0
  name              = local.log_group
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  kms_key_id        = var.cloudwatch_log_group_kms_key_id
}

output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
