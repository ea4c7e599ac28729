# What terraform-aws-modules/autoscaling makes of its arguments, in versions 6 to 9. Version 9 asks for tokens of the metadata
# service (IMDSv2), one hop away, by default.
defaults {
  create                       = true
  create_launch_template       = true
  launch_template_id           = null
  launch_template_name         = null
  launch_template_version      = null
  name                         = null
  image_id                     = var.since_8 ? null : ""
  instance_type                = null
  user_data                    = null
  security_groups              = []
  vpc_zone_identifier          = null
  key_name                     = null
  min_size                     = null
  max_size                     = null
  desired_capacity             = null
  metadata_options             = var.since_9 ? { http_endpoint = "enabled", http_tokens = "required", http_put_response_hop_limit = 1 } : {}
  network_interfaces           = []
  block_device_mappings        = []
  use_mixed_instances_policy   = false
  target_group_arns            = []
  traffic_source_attachments   = {}
  protect_from_scale_in        = false
  tags                         = {}
  create_iam_instance_profile  = false
  iam_instance_profile_arn     = null
  iam_instance_profile_name    = null
  iam_role_name                = null
  iam_role_path                = null
  iam_role_permissions_boundary = null
  iam_role_policies            = {}
}

unused {
  names = [
    "region", "*_tags", "*_use_name_prefix", "use_name_prefix", "*_description", "instance_name", "ebs_optimized", "default_version", "update_default_version", "disable_api_*",
    "instance_initiated_shutdown_behavior", "kernel_id", "ram_disk_id", "capacity_*", "cpu_options", "credit_specification", "elastic_*", "enclave_options", "hibernation_options",
    "instance_market_options", "license_specifications", "maintenance_options", "enable_monitoring", "placement*", "private_dns_name_options", "tag_specifications",
    "instance_requirements", "mixed_instances_policy", "override", "ignore_desired_capacity_changes", "ignore_failed_scaling_activities", "availability_zones", "availability_zone_distribution",
    "min_elb_capacity", "wait_for_*", "default_cooldown", "default_instance_warmup", "instance_maintenance_policy", "health_check_*", "force_delete*", "termination_policies",
    "suspended_processes", "max_instance_lifetime", "enabled_metrics", "metrics_granularity", "service_linked_role_arn", "initial_lifecycle_hooks", "instance_refresh", "warm_pool",
    "*timeout*", "create_schedule", "schedules", "create_scaling_policy", "scaling_policies", "desired_capacity_type", "load_balancers", "create_traffic_source_attachment",
    "traffic_source_*", "autoscaling_group_tags_not_propagate_at_launch", "context", "putin_khuylo"
  ]
}

locals {
  template = var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
}

resource "aws_launch_template" "this" {
  count                  = var.create && var.create_launch_template ? 1 : 0
  name                   = try(coalesce(var.launch_template_name, var.name), null)
  image_id               = var.image_id
  instance_type          = var.instance_type
  key_name               = var.key_name
  user_data              = var.user_data
  vpc_security_group_ids = try(length(var.network_interfaces), 0) > 0 ? [] : var.security_groups

  dynamic "metadata_options" {
    for_each = try(length(var.metadata_options), 0) > 0 ? [var.metadata_options] : []
    content {
      http_endpoint               = try(metadata_options.value.http_endpoint, var.since_9 ? "enabled" : null)
      http_tokens                 = try(metadata_options.value.http_tokens, var.since_9 ? "required" : null)
      http_put_response_hop_limit = try(metadata_options.value.http_put_response_hop_limit, var.since_9 ? 1 : null)
      instance_metadata_tags      = try(metadata_options.value.instance_metadata_tags, null)
    }
  }
  dynamic "network_interfaces" {
    for_each = var.network_interfaces
    content {
      associate_public_ip_address = try(network_interfaces.value.associate_public_ip_address, null)
      subnet_id                   = try(network_interfaces.value.subnet_id, null)
      security_groups             = compact(concat(try(network_interfaces.value.security_groups, []), var.security_groups))
    }
  }
  dynamic "block_device_mappings" {
    for_each = var.block_device_mappings
    content {
      device_name = try(block_device_mappings.value.device_name, null)
      dynamic "ebs" {
        for_each = model::listed(try(block_device_mappings.value.ebs, null))
        content {
          encrypted             = try(ebs.value.encrypted, null)
          kms_key_id            = try(ebs.value.kms_key_id, null)
          snapshot_id           = try(ebs.value.snapshot_id, null)
          volume_size           = try(ebs.value.volume_size, null)
          delete_on_termination = try(ebs.value.delete_on_termination, null)
        }
      }
    }
  }
  dynamic "iam_instance_profile" {
    for_each = var.create_iam_instance_profile || var.iam_instance_profile_arn != null || var.iam_instance_profile_name != null ? [1] : []
    content {
      arn  = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].arn : var.iam_instance_profile_arn
      name = var.create_iam_instance_profile ? null : var.iam_instance_profile_name
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count                 = var.create ? 1 : 0
  name                  = var.name
  vpc_zone_identifier   = var.vpc_zone_identifier
  min_size              = var.min_size
  max_size              = var.max_size
  desired_capacity      = var.desired_capacity
  target_group_arns     = var.since_8 ? [for k, v in var.traffic_source_attachments : v.traffic_source_identifier] : var.target_group_arns
  protect_from_scale_in = var.protect_from_scale_in
  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]
    content {
      id      = local.template
      version = var.launch_template_version
    }
  }
  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [1] : []
    content {
      launch_template {
        launch_template_specification {
          launch_template_id = local.template
          version            = var.launch_template_version
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count                = var.create && var.create_iam_instance_profile ? 1 : 0
  name                 = try(coalesce(var.iam_role_name, var.name), null)
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "EC2AssumeRole", Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for k, v in var.iam_role_policies : k => v if var.create && var.create_iam_instance_profile }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0
  role  = aws_iam_role.this[0].name
}

output "launch_template_id" { value = local.template }
output "launch_template_arn" { value = try(aws_launch_template.this[0].arn, null) }
output "launch_template_name" { value = try(aws_launch_template.this[0].name, null) }
output "launch_template_latest_version" { value = try(aws_launch_template.this[0].latest_version, null) }
output "autoscaling_group_id" { value = try(aws_autoscaling_group.this[0].id, null) }
output "autoscaling_group_name" { value = try(aws_autoscaling_group.this[0].name, null) }
output "autoscaling_group_arn" { value = try(aws_autoscaling_group.this[0].arn, null) }
output "autoscaling_group_vpc_zone_identifier" { value = try(aws_autoscaling_group.this[0].vpc_zone_identifier, null) }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "iam_instance_profile_arn" { value = try(aws_iam_instance_profile.this[0].arn, var.iam_instance_profile_arn) }
output "iam_instance_profile_id" { value = try(aws_iam_instance_profile.this[0].id, null) }
