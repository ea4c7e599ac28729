# What cloudposse/vpc makes of its arguments, in versions 0.17 to 2: the default security group is taken over and emptied unless the
# arguments say otherwise. Version 1 renamed most arguments.
defaults {
  cidr_block                                     = null
  ipv4_primary_cidr_block                        = null
  default_security_group_deny_all                = true
  enable_default_security_group_with_custom_rules = true
  default_network_acl_deny_all                   = false
  default_route_table_no_routes                  = false
  internet_gateway_enabled                       = true
  enable_internet_gateway                        = true
}

unused {
  names = [
    "ipv4_*", "ipv6_*", "assign_generated_ipv6_cidr_block", "instance_tenancy", "dns_*", "enable_dns_*", "enable_classiclink*", "additional_cidr_blocks*",
    "network_address_usage_metrics_enabled"
  ]
}

locals {
  on      = module.this.enabled
  gateway = var.since_1 ? var.internet_gateway_enabled : var.enable_internet_gateway
  emptied = var.since_1 ? var.default_security_group_deny_all : var.enable_default_security_group_with_custom_rules
}

resource "aws_vpc" "default" {
  count      = local.on ? 1 : 0
  cidr_block = var.ipv4_primary_cidr_block == null ? var.cidr_block : var.ipv4_primary_cidr_block
  tags       = module.this.tags
}

resource "aws_default_security_group" "default" {
  count  = local.on && local.emptied ? 1 : 0
  vpc_id = aws_vpc.default[0].id
}

resource "aws_internet_gateway" "default" {
  count  = local.on && local.gateway ? 1 : 0
  vpc_id = aws_vpc.default[0].id
}

output "vpc_id" { value = one(aws_vpc.default[*].id) }
output "vpc_arn" { value = one(aws_vpc.default[*].arn) }
output "vpc_cidr_block" { value = one(aws_vpc.default[*].cidr_block) }
output "vpc_ipv6_cidr_block" { value = one(aws_vpc.default[*].ipv6_cidr_block) }
output "vpc_main_route_table_id" { value = one(aws_vpc.default[*].main_route_table_id) }
output "vpc_default_network_acl_id" { value = one(aws_vpc.default[*].default_network_acl_id) }
output "vpc_default_security_group_id" { value = one(aws_vpc.default[*].default_security_group_id) }
output "vpc_default_route_table_id" { value = one(aws_vpc.default[*].default_route_table_id) }
output "igw_id" { value = one(aws_internet_gateway.default[*].id) }
