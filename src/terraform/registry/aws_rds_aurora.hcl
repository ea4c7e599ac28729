# What terraform-aws-modules/rds-aurora makes of its arguments, in versions 7 to 10. Secrets Manager keeps the password by default from
# version 8 on; version 7 makes one up. Version 10 splits the rules of the security group by direction.
defaults {
  create                              = true
  create_cluster                      = true
  name                                = ""
  engine                              = null
  engine_mode                         = var.since_10 ? "provisioned" : null
  engine_version                      = null
  is_primary_cluster                  = true
  instances                           = {}
  instance_class                      = ""
  storage_encrypted                   = true
  kms_key_id                          = null
  iam_database_authentication_enabled = null
  backup_retention_period             = var.since_8 ? null : 7
  deletion_protection                 = null
  publicly_accessible                 = null
  master_username                     = null
  master_password                     = null
  master_password_wo                  = null
  create_random_password              = true
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = null
  snapshot_identifier                 = null
  global_cluster_identifier           = null
  replication_source_identifier       = null
  port                                = null
  create_db_subnet_group              = var.since_8 ? false : true
  db_subnet_group_name                = ""
  subnets                             = []
  vpc_id                              = ""
  vpc_security_group_ids              = []
  create_security_group               = true
  security_group_name                 = ""
  security_group_rules                = {}
  security_group_ingress_rules        = {}
  security_group_egress_rules         = {}
  allowed_security_groups             = []
  allowed_cidr_blocks                 = []
  enabled_cloudwatch_logs_exports     = []
  create_cloudwatch_log_group         = false
  cloudwatch_log_group_retention_in_days = 7
  cloudwatch_log_group_kms_key_id     = null
  skip_final_snapshot                 = false
  tags                                = {}
}

unused {
  names = [
    "region", "*_tags", "*timeouts", "*_use_name_prefix", "*_description", "random_password_length", "network_type", "cluster_use_name_prefix", "allocated_storage", "storage_type", "iops",
    "allow_major_version_upgrade", "apply_immediately", "availability_zones", "backtrack_window", "cluster_members", "copy_tags_to_snapshot", "database_name",
    "db_cluster_*", "cluster_*", "delete_automated_backups", "domain*", "enable_*", "engine_lifecycle_support", "final_snapshot_identifier*", "preferred_*", "restore_to_point_in_time",
    "s3_import", "scaling_configuration", "serverlessv2_scaling_configuration", "source_region", "instances_use_identifier_prefix", "auto_minor_version_upgrade", "ca_cert_identifier",
    "db_parameter_group*", "create_db_parameter_group", "create_db_cluster_*", "monitoring_*", "performance_insights_*", "endpoints", "iam_roles", "role_associations", "create_monitoring_role", "iam_role_*",
    "autoscaling_*", "predefined_metric_type", "cloudwatch_log_group_*", "manage_master_user_password_rotation", "master_user_password_*", "master_password_wo_version",
    "create_shard_group", "shard_group*", "compute_redundancy", "max_acu", "min_acu", "engine_native_audit_fields_included", "database_insights_mode", "ca_certificate_identifier",
    "instance_timeouts", "putin_khuylo"
  ]
}

locals {
  make    = var.create && var.create_cluster
  managed = var.since_8 && var.manage_master_user_password && var.global_cluster_identifier == null
  made    = !var.since_8 && var.create_random_password
  port    = var.port == null ? (var.engine == "aurora-postgresql" || var.engine == "postgres" ? 5432 : 3306) : var.port
  group   = var.create_db_subnet_group ? aws_db_subnet_group.this[0].name : var.db_subnet_group_name
  guarded = local.make && var.create_security_group
}

resource "aws_rds_cluster" "this" {
  count                               = local.make ? 1 : 0
  cluster_identifier                  = var.name
  engine                              = var.engine
  engine_mode                         = var.engine_mode
  engine_version                      = var.engine_version
  storage_encrypted                   = var.storage_encrypted
  kms_key_id                          = var.kms_key_id
  iam_database_authentication_enabled = var.iam_database_authentication_enabled
  backup_retention_period             = var.backup_retention_period
  deletion_protection                 = var.deletion_protection
  master_username                     = var.master_username
  master_password                     = local.managed ? null : local.made ? random_password.master_password[0].result : var.master_password
  manage_master_user_password         = local.managed ? true : null
  master_user_secret_kms_key_id       = local.managed ? var.master_user_secret_kms_key_id : null
  snapshot_identifier                 = var.snapshot_identifier
  global_cluster_identifier           = var.global_cluster_identifier
  replication_source_identifier       = var.replication_source_identifier
  port                                = local.port
  db_subnet_group_name                = local.group
  vpc_security_group_ids              = compact(concat(aws_security_group.this[*].id, var.vpc_security_group_ids))
  enabled_cloudwatch_logs_exports     = var.enabled_cloudwatch_logs_exports
  skip_final_snapshot                 = var.skip_final_snapshot
  tags                                = var.tags
}

resource "random_password" "master_password" {
  count = local.make && local.made ? 1 : 0
}

resource "aws_rds_cluster_instance" "this" {
  for_each             = { for k, v in var.instances : k => v if local.make }
  identifier           = try(coalesce(each.value.identifier, "${var.name}-${each.key}"), "${var.name}-${each.key}")
  cluster_identifier   = aws_rds_cluster.this[0].id
  engine               = var.engine
  engine_version       = var.engine_version
  instance_class       = try(coalesce(each.value.instance_class, var.instance_class), var.instance_class)
  publicly_accessible  = try(coalesce(each.value.publicly_accessible, var.publicly_accessible), var.publicly_accessible)
  db_subnet_group_name = local.group
}

resource "aws_db_subnet_group" "this" {
  count      = local.make && var.create_db_subnet_group ? 1 : 0
  name       = try(coalesce(var.db_subnet_group_name, var.name), null)
  subnet_ids = var.subnets
}

resource "aws_security_group" "this" {
  count  = local.guarded ? 1 : 0
  name   = try(coalesce(var.security_group_name, var.name), null)
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if local.guarded && var.since_8 }
  security_group_id        = aws_security_group.this[0].id
  type                     = try(coalesce(each.value.type, "ingress"), "ingress")
  from_port                = try(coalesce(each.value.from_port, local.port), local.port)
  to_port                  = try(coalesce(each.value.to_port, local.port), local.port)
  protocol                 = try(coalesce(each.value.protocol, "tcp"), "tcp")
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
  self                     = try(each.value.self, null)
}

resource "aws_security_group_rule" "default_ingress" {
  count                    = local.guarded && !var.since_8 ? length(var.allowed_security_groups) : 0
  security_group_id        = aws_security_group.this[0].id
  type                     = "ingress"
  from_port                = local.port
  to_port                  = local.port
  protocol                 = "tcp"
  source_security_group_id = var.allowed_security_groups[count.index]
}

resource "aws_security_group_rule" "cidr_ingress" {
  count             = local.guarded && !var.since_8 && length(var.allowed_cidr_blocks) > 0 ? 1 : 0
  security_group_id = aws_security_group.this[0].id
  type              = "ingress"
  from_port         = local.port
  to_port           = local.port
  protocol          = "tcp"
  cidr_blocks       = var.allowed_cidr_blocks
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = { for k, v in var.security_group_ingress_rules : k => v if local.guarded && var.since_10 }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, local.port), local.port)
  to_port                      = try(coalesce(each.value.to_port, local.port), local.port)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  prefix_list_id               = try(each.value.prefix_list_id, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each                     = { for k, v in var.security_group_egress_rules : k => v if local.guarded && var.since_10 }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), each.value.from_port, each.value.to_port, null)
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_cloudwatch_log_group" "this" {
  for_each          = toset([for log in var.enabled_cloudwatch_logs_exports : log if local.make && var.create_cloudwatch_log_group])
  name              = "/aws/rds/cluster/${var.name}/${each.value}"
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  kms_key_id        = var.cloudwatch_log_group_kms_key_id
}

output "cluster_arn" { value = try(aws_rds_cluster.this[0].arn, null) }
output "cluster_id" { value = try(aws_rds_cluster.this[0].id, null) }
output "cluster_resource_id" { value = try(aws_rds_cluster.this[0].cluster_resource_id, null) }
output "cluster_endpoint" { value = try(aws_rds_cluster.this[0].endpoint, null) }
output "cluster_reader_endpoint" { value = try(aws_rds_cluster.this[0].reader_endpoint, null) }
output "cluster_port" { value = try(aws_rds_cluster.this[0].port, null) }
output "cluster_database_name" { value = try(aws_rds_cluster.this[0].database_name, null) }
output "cluster_master_username" { value = try(aws_rds_cluster.this[0].master_username, null) }
output "cluster_master_password" { value = try(aws_rds_cluster.this[0].master_password, null) }
output "cluster_master_user_secret" { value = try(aws_rds_cluster.this[0].master_user_secret, null) }
output "cluster_members" { value = try(aws_rds_cluster.this[0].cluster_members, null) }
output "cluster_instances" { value = aws_rds_cluster_instance.this }
output "db_subnet_group_name" { value = local.group }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
