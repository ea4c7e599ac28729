# What terraform-aws-modules/efs makes of its arguments, in versions 1 and 2: storage is encrypted, and a policy refuses clients without
# TLS, unless the arguments say otherwise. Statements and rules are lists or one map in version 1, and maps by direction in version 2.
defaults {
  create                          = true
  name                            = ""
  encrypted                       = true
  kms_key_arn                     = null
  attach_policy                   = true
  policy_statements               = []
  source_policy_documents         = []
  override_policy_documents       = []
  deny_nonsecure_transport        = true
  deny_nonsecure_transport_via_mount_target = true
  mount_targets                   = {}
  create_security_group           = true
  security_group_name             = null
  security_group_vpc_id           = null
  security_group_rules            = {}
  security_group_ingress_rules    = {}
  security_group_egress_rules     = {}
  access_points                   = {}
  create_backup_policy            = true
  enable_backup_policy            = true
  tags                            = {}
}

unused {
  names = [
    "region", "availability_zone_name", "creation_token", "performance_mode", "provisioned_throughput_in_mibps", "throughput_mode", "lifecycle_policy", "protection",
    "bypass_policy_lockout_safety_check", "security_group_use_name_prefix", "security_group_description", "create_replication_configuration", "replication_configuration_destination"
  ]
}

resource "aws_efs_file_system" "this" {
  count      = var.create ? 1 : 0
  encrypted  = var.encrypted
  kms_key_id = var.kms_key_arn
  tags       = merge(var.tags, { Name = var.name })
}

data "aws_iam_policy_document" "policy" {
  count                     = var.create && var.attach_policy ? 1 : 0
  source_policy_documents   = var.source_policy_documents
  override_policy_documents = var.override_policy_documents
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, [aws_efs_file_system.this[0].arn])
      not_resources = try(statement.value.not_resources, null)
      dynamic "principals" {
        for_each = model::listed(try(statement.value.principals, null))
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
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
  dynamic "statement" {
    for_each = var.deny_nonsecure_transport ? [1] : []
    content {
      sid       = "NonSecureTransport"
      effect    = "Deny"
      actions   = ["*"]
      resources = [aws_efs_file_system.this[0].arn]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "Bool"
        variable = "aws:SecureTransport"
        values   = ["false"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.deny_nonsecure_transport && var.deny_nonsecure_transport_via_mount_target ? [1] : []
    content {
      sid       = "NonSecureTransportAccessedViaMountTarget"
      effect    = "Allow"
      actions   = ["elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite", "elasticfilesystem:ClientMount"]
      resources = [aws_efs_file_system.this[0].arn]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "Bool"
        variable = "elasticfilesystem:AccessedViaMountTarget"
        values   = ["true"]
      }
    }
  }
}

resource "aws_efs_file_system_policy" "this" {
  count          = var.create && var.attach_policy ? 1 : 0
  file_system_id = aws_efs_file_system.this[0].id
  policy         = data.aws_iam_policy_document.policy[0].json
}

resource "aws_efs_mount_target" "this" {
  for_each        = { for k, v in var.mount_targets : k => v if var.create }
  file_system_id  = aws_efs_file_system.this[0].id
  subnet_id       = each.value.subnet_id
  security_groups = compact(concat(aws_security_group.this[*].id, try(each.value.security_groups, [])))
}

resource "aws_security_group" "this" {
  count  = var.create && var.create_security_group && length(var.mount_targets) > 0 ? 1 : 0
  name   = var.security_group_name
  vpc_id = var.security_group_vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if length(aws_security_group.this) > 0 }
  security_group_id        = aws_security_group.this[0].id
  type                     = try(coalesce(each.value.type, "ingress"), "ingress")
  from_port                = try(coalesce(each.value.from_port, 2049), 2049)
  to_port                  = try(coalesce(each.value.to_port, 2049), 2049)
  protocol                 = try(coalesce(each.value.protocol, "tcp"), "tcp")
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = { for k, v in var.security_group_ingress_rules : k => v if length(aws_security_group.this) > 0 }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, 2049), 2049)
  to_port                      = try(coalesce(each.value.to_port, 2049), 2049)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each                     = { for k, v in var.security_group_egress_rules : k => v if length(aws_security_group.this) > 0 }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, 2049), 2049)
  to_port                      = try(coalesce(each.value.to_port, 2049), 2049)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_efs_access_point" "this" {
  for_each       = { for k, v in var.access_points : k => v if var.create }
  file_system_id = aws_efs_file_system.this[0].id
  dynamic "posix_user" {
    for_each = model::listed(try(each.value.posix_user, null))
    content {
      gid            = posix_user.value.gid
      uid            = posix_user.value.uid
      secondary_gids = try(posix_user.value.secondary_gids, null)
    }
  }
  dynamic "root_directory" {
    for_each = model::listed(try(each.value.root_directory, null))
    content {
      path = try(root_directory.value.path, null)
      dynamic "creation_info" {
        for_each = model::listed(try(root_directory.value.creation_info, null))
        content {
          owner_gid   = creation_info.value.owner_gid
          owner_uid   = creation_info.value.owner_uid
          permissions = creation_info.value.permissions
        }
      }
    }
  }
}

resource "aws_efs_backup_policy" "this" {
  count          = var.create && var.create_backup_policy ? 1 : 0
  file_system_id = aws_efs_file_system.this[0].id
  backup_policy {
    status = var.enable_backup_policy ? "ENABLED" : "DISABLED"
  }
}

output "id" { value = try(aws_efs_file_system.this[0].id, null) }
output "arn" { value = try(aws_efs_file_system.this[0].arn, null) }
output "dns_name" { value = try(aws_efs_file_system.this[0].dns_name, null) }
output "mount_targets" { value = aws_efs_mount_target.this }
output "access_points" { value = aws_efs_access_point.this }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
