# What terraform-aws-modules/rds makes of its arguments, in versions 3 to 7. Storage is encrypted by default in all of them. Secrets
# Manager keeps the password by default from version 6 on; before, versions 4 and 5 make one up.
defaults {
  create_db_instance                  = true
  identifier                          = null
  engine                              = ""
  engine_version                      = null
  instance_class                      = null
  storage_encrypted                   = true
  kms_key_id                          = null
  replicate_source_db                 = null
  snapshot_identifier                 = null
  iam_database_authentication_enabled = false
  username                            = null
  password                            = null
  password_wo                         = null
  create_random_password              = var.since_4
  manage_master_user_password         = var.since_6
  master_user_secret_kms_key_id       = null
  publicly_accessible                 = false
  port                                = null
  vpc_security_group_ids              = []
  multi_az                            = false
  backup_retention_period             = null
  deletion_protection                 = false
  auto_minor_version_upgrade          = true
  skip_final_snapshot                 = false
  enabled_cloudwatch_logs_exports     = []
  create_cloudwatch_log_group         = false
  cloudwatch_log_group_retention_in_days = 7
  cloudwatch_log_group_kms_key_id     = null
  create_db_subnet_group              = false
  db_subnet_group_name                = null
  subnet_ids                          = []
  create_monitoring_role              = false
  monitoring_role_name                = "rds-monitoring-role"
  monitoring_role_arn                 = null
  performance_insights_enabled        = false
  parameters                          = []
  family                              = ""
  create_db_parameter_group           = true
  parameter_group_name                = null
  tags                                = {}
}

unused {
  names = [
    "region", "*_tags", "*timeouts", "*_use_name_prefix", "*_description", "identifier_use_prefix", "instance_use_identifier_prefix", "allocated_storage", "max_allocated_storage",
    "storage_type", "storage_throughput", "iops", "license_model", "replica_mode", "domain*", "upgrade_storage_config", "allow_major_version_upgrade", "apply_immediately",
    "availability_zone", "maintenance_window", "backup_window", "copy_tags_to_snapshot", "final_snapshot_identifier*", "db_name", "name", "character_set_name", "nchar_character_set_name", "timezone",
    "restore_to_point_in_time", "s3_import", "monitoring_interval", "monitoring_role_*", "performance_insights_retention_period", "performance_insights_kms_key_id",
    "ca_cert_identifier", "delete_automated_backups", "blue_green_update", "network_type", "custom_iam_instance_profile", "dedicated_log_volume", "engine_lifecycle_support",
    "database_insights_mode", "random_password_length", "cross_region_replica", "create_db_option_group", "option_group_*", "major_engine_version", "options",
    "parameter_group_skip_destroy", "manage_master_user_password_rotation", "master_user_password_*", "password_wo_version", "cloudwatch_log_group_*", "db_instance_role_associations",
    "db_subnet_group_use_name_prefix", "putin_khuylo"
  ]
}

locals {
  managed = var.since_6 && var.manage_master_user_password && var.replicate_source_db == null
  made    = !var.since_6 && var.create_random_password && var.password == null
  group   = var.create_db_subnet_group ? aws_db_subnet_group.this[0].id : var.db_subnet_group_name
}

resource "aws_db_instance" "this" {
  count                               = var.create_db_instance ? 1 : 0
  identifier                          = var.identifier
  engine                              = var.engine
  engine_version                      = var.engine_version
  instance_class                      = var.instance_class
  storage_encrypted                   = var.storage_encrypted
  kms_key_id                          = var.kms_key_id
  replicate_source_db                 = var.replicate_source_db
  snapshot_identifier                 = var.snapshot_identifier
  iam_database_authentication_enabled = var.iam_database_authentication_enabled
  username                            = var.username
  password                            = local.managed ? null : local.made ? random_password.master_password[0].result : var.password
  password_wo                         = local.managed ? null : var.password_wo
  manage_master_user_password         = local.managed ? true : null
  master_user_secret_kms_key_id       = local.managed ? var.master_user_secret_kms_key_id : null
  publicly_accessible                 = var.publicly_accessible
  port                                = var.port
  vpc_security_group_ids              = var.vpc_security_group_ids
  db_subnet_group_name                = local.group
  multi_az                            = var.multi_az
  backup_retention_period             = var.backup_retention_period
  deletion_protection                 = var.deletion_protection
  auto_minor_version_upgrade          = var.auto_minor_version_upgrade
  skip_final_snapshot                 = var.skip_final_snapshot
  enabled_cloudwatch_logs_exports     = var.enabled_cloudwatch_logs_exports
  performance_insights_enabled        = var.performance_insights_enabled
  parameter_group_name                = try(aws_db_parameter_group.this[0].id, var.parameter_group_name)
  tags                                = var.tags
}

resource "random_password" "master_password" {
  count = var.create_db_instance && local.made ? 1 : 0
}

resource "aws_db_parameter_group" "this" {
  count  = var.create_db_instance && var.create_db_parameter_group && var.family != "" ? 1 : 0
  family = var.family
  dynamic "parameter" {
    for_each = var.parameters
    content {
      name         = parameter.value.name
      value        = parameter.value.value
      apply_method = try(parameter.value.apply_method, null)
    }
  }
}

resource "aws_db_subnet_group" "this" {
  count      = var.create_db_subnet_group ? 1 : 0
  name       = try(coalesce(var.db_subnet_group_name, var.identifier), null)
  subnet_ids = var.subnet_ids
}

resource "aws_cloudwatch_log_group" "this" {
  for_each          = toset([for log in var.enabled_cloudwatch_logs_exports : log if var.create_db_instance && var.create_cloudwatch_log_group])
  name              = "/aws/rds/instance/${var.identifier}/${each.value}"
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  kms_key_id        = var.cloudwatch_log_group_kms_key_id
}

resource "aws_iam_role" "enhanced_monitoring" {
  count = var.create_db_instance && var.create_monitoring_role ? 1 : 0
  name  = var.monitoring_role_name
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "monitoring.rds.amazonaws.com" } }]
  })
}

output "db_instance_address" { value = try(aws_db_instance.this[0].address, null) }
output "db_instance_arn" { value = try(aws_db_instance.this[0].arn, null) }
output "db_instance_endpoint" { value = try(aws_db_instance.this[0].endpoint, null) }
output "db_instance_id" { value = try(aws_db_instance.this[0].id, null) }
output "db_instance_identifier" { value = try(aws_db_instance.this[0].identifier, null) }
output "db_instance_resource_id" { value = try(aws_db_instance.this[0].resource_id, null) }
output "db_instance_name" { value = try(aws_db_instance.this[0].db_name, null) }
output "db_instance_username" { value = try(aws_db_instance.this[0].username, null) }
output "db_instance_port" { value = try(aws_db_instance.this[0].port, null) }
output "db_instance_password" { value = try(aws_db_instance.this[0].password, null) }
output "db_instance_master_user_secret_arn" { value = try(aws_db_instance.this[0].master_user_secret[0].secret_arn, null) }
output "db_subnet_group_id" { value = try(aws_db_subnet_group.this[0].id, null) }
output "db_subnet_group_arn" { value = try(aws_db_subnet_group.this[0].arn, null) }
output "enhanced_monitoring_iam_role_arn" { value = try(aws_iam_role.enhanced_monitoring[0].arn, null) }
