# What terraform-aws-modules/vpc makes of its arguments, in versions 2 to 6. Version 4 changed three defaults: public subnets no
# longer give addresses to instances, and the default security group and network ACL are taken over and emptied.
defaults {
  create_vpc                             = true
  name                                   = ""
  cidr                                   = var.since_4 ? "10.0.0.0/16" : "0.0.0.0/0"
  azs                                    = []
  tags                                   = {}
  public_subnets                         = []
  private_subnets                        = []
  database_subnets                       = []
  elasticache_subnets                    = []
  redshift_subnets                       = []
  intra_subnets                          = []
  outpost_subnets                        = []
  map_public_ip_on_launch                = var.since_4 ? false : true
  create_igw                             = true
  enable_nat_gateway                     = false
  single_nat_gateway                     = false
  one_nat_gateway_per_az                 = false
  nat_gateway_destination_cidr_block     = "0.0.0.0/0"
  create_private_nat_gateway_route       = true
  create_database_subnet_group           = true
  create_database_subnet_route_table     = false
  create_database_internet_gateway_route = false
  create_database_nat_gateway_route      = false
  create_elasticache_subnet_group        = true
  create_elasticache_subnet_route_table  = false
  database_subnet_group_name             = null
  elasticache_subnet_group_name          = null
  manage_default_security_group          = var.since_4
  default_security_group_ingress         = []
  default_security_group_egress          = []
  public_dedicated_network_acl           = false
  private_dedicated_network_acl          = false
  database_dedicated_network_acl         = false
  public_inbound_acl_rules               = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }]
  public_outbound_acl_rules              = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }]
  private_inbound_acl_rules              = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }]
  private_outbound_acl_rules             = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }]
  enable_flow_log                        = false
  create_flow_log_cloudwatch_log_group   = false
  create_flow_log_cloudwatch_iam_role    = false
  flow_log_cloudwatch_iam_role_arn       = ""
  flow_log_destination_type              = "cloud-watch-logs"
  flow_log_destination_arn               = ""
  flow_log_traffic_type                  = "ALL"
  flow_log_max_aggregation_interval      = 600
  flow_log_log_format                    = null
  flow_log_cloudwatch_log_group_name_prefix       = "/aws/vpc-flow-log/"
  flow_log_cloudwatch_log_group_name_suffix       = ""
  flow_log_cloudwatch_log_group_retention_in_days = null
  flow_log_cloudwatch_log_group_kms_key_id        = null
  flow_log_cloudwatch_log_group_skip_destroy      = false
}

unused {
  names = [
    "region", "*_tags", "*_tags_per_az", "*_suffix", "*_name", "*_names", "enable_dns_hostnames", "enable_dns_support", "enable_dhcp_options", "dhcp_options_*",
    "instance_tenancy", "secondary_cidr_blocks", "enable_network_address_usage_metrics", "*ipam*", "*ipv4_netmask_length", "*ipv6*", "*dns64", "*_dns_a_record_on_launch",
    "*_dns_aaaa_record_on_launch", "*_private_dns_hostname_type_on_launch", "create_egress_only_igw", "create_multiple_public_route_tables", "create_multiple_intra_route_tables",
    "reuse_nat_ips", "external_nat_ip_ids", "external_nat_ips", "enable_classiclink*", "manage_default_network_acl", "default_network_acl_*", "manage_default_route_table",
    "default_route_table_propagating_vgws", "manage_default_vpc", "default_vpc_*", "customer_gateways", "customer_gateway_tags", "amazon_side_asn", "vpn_gateway_az",
    "propagate_*", "flow_log_file_format", "flow_log_hive_compatible_partitions", "flow_log_per_hour_partition", "*_use_name_prefix", "vpc_flow_log_permissions_boundary",
    "enable_public_redshift", "create_redshift_subnet_group", "create_redshift_subnet_route_table", "elasticache_dedicated_network_acl", "redshift_dedicated_network_acl",
    "intra_dedicated_network_acl", "putin_khuylo", "flow_log_cloudwatch_log_group_class", "flow_log_cloudwatch_iam_role_conditions"
  ]
}

locals {
  longest  = max(length(var.private_subnets), length(var.elasticache_subnets), length(var.database_subnets), length(var.redshift_subnets))
  gateways = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : local.longest
  public   = var.create_vpc && length(var.public_subnets) > 0
  private  = var.create_vpc && local.longest > 0
  own_logs = var.enable_flow_log && var.flow_log_destination_type != "s3" && var.create_flow_log_cloudwatch_log_group
  own_role = var.enable_flow_log && var.flow_log_destination_type != "s3" && var.create_flow_log_cloudwatch_iam_role
  group    = var.database_subnet_group_name == null ? var.name : var.database_subnet_group_name
}

resource "aws_vpc" "this" {
  count      = var.create_vpc ? 1 : 0
  cidr_block = var.cidr
  tags       = var.tags
}

resource "aws_default_security_group" "this" {
  count  = var.create_vpc && var.manage_default_security_group ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  dynamic "ingress" {
    for_each = var.default_security_group_ingress
    content {
      self             = try(ingress.value.self, null)
      cidr_blocks      = try(compact(split(",", ingress.value.cidr_blocks)), [])
      ipv6_cidr_blocks = try(compact(split(",", ingress.value.ipv6_cidr_blocks)), [])
      prefix_list_ids  = try(compact(split(",", ingress.value.prefix_list_ids)), [])
      security_groups  = try(compact(split(",", ingress.value.security_groups)), [])
      from_port        = try(coalesce(ingress.value.from_port, 0), 0)
      to_port          = try(coalesce(ingress.value.to_port, 0), 0)
      protocol         = try(coalesce(ingress.value.protocol, "-1"), "-1")
    }
  }
  dynamic "egress" {
    for_each = var.default_security_group_egress
    content {
      self             = try(egress.value.self, null)
      cidr_blocks      = try(compact(split(",", egress.value.cidr_blocks)), [])
      ipv6_cidr_blocks = try(compact(split(",", egress.value.ipv6_cidr_blocks)), [])
      prefix_list_ids  = try(compact(split(",", egress.value.prefix_list_ids)), [])
      security_groups  = try(compact(split(",", egress.value.security_groups)), [])
      from_port        = try(coalesce(egress.value.from_port, 0), 0)
      to_port          = try(coalesce(egress.value.to_port, 0), 0)
      protocol         = try(coalesce(egress.value.protocol, "-1"), "-1")
    }
  }
}

resource "aws_internet_gateway" "this" {
  count  = local.public && var.create_igw ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_subnet" "public" {
  count                   = var.create_vpc ? length(var.public_subnets) : 0
  vpc_id                  = aws_vpc.this[0].id
  cidr_block              = var.public_subnets[count.index]
  availability_zone       = try(var.azs[count.index], null)
  map_public_ip_on_launch = var.map_public_ip_on_launch
}

resource "aws_route_table" "public" {
  count  = local.public ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route" "public_internet_gateway" {
  count                  = local.public && var.create_igw ? 1 : 0
  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  count          = var.create_vpc ? length(var.public_subnets) : 0
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_network_acl" "public" {
  count      = local.public && var.public_dedicated_network_acl ? 1 : 0
  vpc_id     = aws_vpc.this[0].id
  subnet_ids = aws_subnet.public[*].id
}

resource "aws_network_acl_rule" "public_inbound" {
  count          = local.public && var.public_dedicated_network_acl ? length(var.public_inbound_acl_rules) : 0
  network_acl_id = aws_network_acl.public[0].id
  egress         = false
  rule_number    = var.public_inbound_acl_rules[count.index].rule_number
  rule_action    = var.public_inbound_acl_rules[count.index].rule_action
  protocol       = var.public_inbound_acl_rules[count.index].protocol
  from_port      = try(var.public_inbound_acl_rules[count.index].from_port, null)
  to_port        = try(var.public_inbound_acl_rules[count.index].to_port, null)
  cidr_block     = try(var.public_inbound_acl_rules[count.index].cidr_block, null)
}

resource "aws_network_acl_rule" "public_outbound" {
  count          = local.public && var.public_dedicated_network_acl ? length(var.public_outbound_acl_rules) : 0
  network_acl_id = aws_network_acl.public[0].id
  egress         = true
  rule_number    = var.public_outbound_acl_rules[count.index].rule_number
  rule_action    = var.public_outbound_acl_rules[count.index].rule_action
  protocol       = var.public_outbound_acl_rules[count.index].protocol
  from_port      = try(var.public_outbound_acl_rules[count.index].from_port, null)
  to_port        = try(var.public_outbound_acl_rules[count.index].to_port, null)
  cidr_block     = try(var.public_outbound_acl_rules[count.index].cidr_block, null)
}

resource "aws_subnet" "private" {
  count             = var.create_vpc ? length(var.private_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.private_subnets[count.index]
  availability_zone = try(var.azs[count.index], null)
}

resource "aws_route_table" "private" {
  count  = local.private ? local.gateways : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "private" {
  count          = var.create_vpc ? length(var.private_subnets) : 0
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[var.single_nat_gateway ? 0 : count.index].id
}

resource "aws_network_acl" "private" {
  count      = var.create_vpc && length(var.private_subnets) > 0 && var.private_dedicated_network_acl ? 1 : 0
  vpc_id     = aws_vpc.this[0].id
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_network_acl_rule" "private_inbound" {
  count          = length(aws_network_acl.private) > 0 ? length(var.private_inbound_acl_rules) : 0
  network_acl_id = aws_network_acl.private[0].id
  egress         = false
  rule_number    = var.private_inbound_acl_rules[count.index].rule_number
  rule_action    = var.private_inbound_acl_rules[count.index].rule_action
  protocol       = var.private_inbound_acl_rules[count.index].protocol
  from_port      = try(var.private_inbound_acl_rules[count.index].from_port, null)
  to_port        = try(var.private_inbound_acl_rules[count.index].to_port, null)
  cidr_block     = try(var.private_inbound_acl_rules[count.index].cidr_block, null)
}

resource "aws_network_acl_rule" "private_outbound" {
  count          = length(aws_network_acl.private) > 0 ? length(var.private_outbound_acl_rules) : 0
  network_acl_id = aws_network_acl.private[0].id
  egress         = true
  rule_number    = var.private_outbound_acl_rules[count.index].rule_number
  rule_action    = var.private_outbound_acl_rules[count.index].rule_action
  protocol       = var.private_outbound_acl_rules[count.index].protocol
  from_port      = try(var.private_outbound_acl_rules[count.index].from_port, null)
  to_port        = try(var.private_outbound_acl_rules[count.index].to_port, null)
  cidr_block     = try(var.private_outbound_acl_rules[count.index].cidr_block, null)
}

resource "aws_eip" "nat" {
  count = var.create_vpc && var.enable_nat_gateway ? local.gateways : 0
}

resource "aws_nat_gateway" "this" {
  count         = var.create_vpc && var.enable_nat_gateway ? local.gateways : 0
  allocation_id = aws_eip.nat[var.single_nat_gateway ? 0 : count.index].id
  subnet_id     = aws_subnet.public[var.single_nat_gateway ? 0 : count.index].id
}

resource "aws_route" "private_nat_gateway" {
  count                  = local.private && var.enable_nat_gateway && var.create_private_nat_gateway_route ? local.gateways : 0
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = var.nat_gateway_destination_cidr_block
  nat_gateway_id         = aws_nat_gateway.this[count.index].id
}

resource "aws_subnet" "database" {
  count             = var.create_vpc ? length(var.database_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.database_subnets[count.index]
  availability_zone = try(var.azs[count.index], null)
}

resource "aws_route_table" "database" {
  count  = var.create_vpc && length(var.database_subnets) > 0 && var.create_database_subnet_route_table ? (var.single_nat_gateway || var.create_database_internet_gateway_route ? 1 : length(var.database_subnets)) : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route" "database_internet_gateway" {
  count                  = length(aws_route_table.database) > 0 && var.create_igw && var.create_database_internet_gateway_route && !var.create_database_nat_gateway_route ? 1 : 0
  route_table_id         = aws_route_table.database[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "database_nat_gateway" {
  count                  = var.create_database_nat_gateway_route && !var.create_database_internet_gateway_route && var.enable_nat_gateway ? length(aws_route_table.database) : 0
  route_table_id         = aws_route_table.database[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.single_nat_gateway ? 0 : count.index].id
}

resource "aws_route_table_association" "database" {
  count          = var.create_vpc ? length(var.database_subnets) : 0
  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = var.create_database_subnet_route_table ? aws_route_table.database[length(aws_route_table.database) == 1 ? 0 : count.index].id : aws_route_table.private[var.single_nat_gateway ? 0 : count.index].id
}

resource "aws_db_subnet_group" "database" {
  count      = var.create_vpc && length(var.database_subnets) > 0 && var.create_database_subnet_group ? 1 : 0
  name       = lower(local.group)
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_subnet" "elasticache" {
  count             = var.create_vpc ? length(var.elasticache_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.elasticache_subnets[count.index]
  availability_zone = try(var.azs[count.index], null)
}

resource "aws_route_table" "elasticache" {
  count  = var.create_vpc && length(var.elasticache_subnets) > 0 && var.create_elasticache_subnet_route_table ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "elasticache" {
  count          = var.create_vpc ? length(var.elasticache_subnets) : 0
  subnet_id      = aws_subnet.elasticache[count.index].id
  route_table_id = var.create_elasticache_subnet_route_table ? aws_route_table.elasticache[0].id : aws_route_table.private[var.single_nat_gateway ? 0 : count.index].id
}

resource "aws_elasticache_subnet_group" "elasticache" {
  count      = var.create_vpc && length(var.elasticache_subnets) > 0 && var.create_elasticache_subnet_group ? 1 : 0
  name       = var.elasticache_subnet_group_name == null ? var.name : var.elasticache_subnet_group_name
  subnet_ids = aws_subnet.elasticache[*].id
}

resource "aws_subnet" "redshift" {
  count             = var.create_vpc ? length(var.redshift_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.redshift_subnets[count.index]
  availability_zone = try(var.azs[count.index], null)
}

resource "aws_subnet" "intra" {
  count             = var.create_vpc ? length(var.intra_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.intra_subnets[count.index]
  availability_zone = try(var.azs[count.index], null)
}

resource "aws_route_table" "intra" {
  count  = var.create_vpc && length(var.intra_subnets) > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "intra" {
  count          = var.create_vpc ? length(var.intra_subnets) : 0
  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = aws_route_table.intra[0].id
}

resource "aws_flow_log" "this" {
  count                    = var.create_vpc && var.enable_flow_log ? 1 : 0
  vpc_id                   = aws_vpc.this[0].id
  traffic_type             = var.flow_log_traffic_type
  log_destination_type     = var.flow_log_destination_type
  log_destination          = local.own_logs ? aws_cloudwatch_log_group.flow_log[0].arn : var.flow_log_destination_arn
  log_format               = var.flow_log_log_format
  iam_role_arn             = local.own_role ? aws_iam_role.vpc_flow_log_cloudwatch[0].arn : var.flow_log_cloudwatch_iam_role_arn
  max_aggregation_interval = var.flow_log_max_aggregation_interval
}

resource "aws_cloudwatch_log_group" "flow_log" {
  count             = var.create_vpc && local.own_logs ? 1 : 0
  name              = "${var.flow_log_cloudwatch_log_group_name_prefix}${var.flow_log_cloudwatch_log_group_name_suffix == "" ? aws_vpc.this[0].id : var.flow_log_cloudwatch_log_group_name_suffix}"
  retention_in_days = var.flow_log_cloudwatch_log_group_retention_in_days
  kms_key_id        = var.flow_log_cloudwatch_log_group_kms_key_id
  skip_destroy      = var.flow_log_cloudwatch_log_group_skip_destroy
}

resource "aws_iam_role" "vpc_flow_log_cloudwatch" {
  count = var.create_vpc && local.own_role ? 1 : 0
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "AWSVPCFlowLogsAssumeRole", Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "vpc-flow-logs.amazonaws.com" } }]
  })
}

output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "vpc_arn" { value = try(aws_vpc.this[0].arn, null) }
output "vpc_cidr_block" { value = try(aws_vpc.this[0].cidr_block, null) }
output "vpc_ipv6_cidr_block" { value = try(aws_vpc.this[0].ipv6_cidr_block, null) }
output "vpc_main_route_table_id" { value = try(aws_vpc.this[0].main_route_table_id, null) }
output "default_security_group_id" { value = try(aws_vpc.this[0].default_security_group_id, null) }
output "default_network_acl_id" { value = try(aws_vpc.this[0].default_network_acl_id, null) }
output "default_route_table_id" { value = try(aws_vpc.this[0].default_route_table_id, null) }
output "igw_id" { value = try(aws_internet_gateway.this[0].id, null) }
output "public_subnets" { value = aws_subnet.public[*].id }
output "public_subnet_arns" { value = aws_subnet.public[*].arn }
output "public_subnet_objects" { value = aws_subnet.public }
output "public_subnets_cidr_blocks" { value = compact(aws_subnet.public[*].cidr_block) }
output "public_route_table_ids" { value = aws_route_table.public[*].id }
output "private_subnets" { value = aws_subnet.private[*].id }
output "private_subnet_arns" { value = aws_subnet.private[*].arn }
output "private_subnet_objects" { value = aws_subnet.private }
output "private_subnets_cidr_blocks" { value = compact(aws_subnet.private[*].cidr_block) }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "database_subnets" { value = aws_subnet.database[*].id }
output "database_subnet_arns" { value = aws_subnet.database[*].arn }
output "database_subnets_cidr_blocks" { value = compact(aws_subnet.database[*].cidr_block) }
output "database_subnet_group" { value = try(aws_db_subnet_group.database[0].id, null) }
output "database_subnet_group_name" { value = try(aws_db_subnet_group.database[0].name, null) }
output "database_route_table_ids" { value = length(aws_route_table.database) > 0 ? aws_route_table.database[*].id : aws_route_table.private[*].id }
output "elasticache_subnets" { value = aws_subnet.elasticache[*].id }
output "elasticache_subnets_cidr_blocks" { value = compact(aws_subnet.elasticache[*].cidr_block) }
output "elasticache_subnet_group" { value = try(aws_elasticache_subnet_group.elasticache[0].id, null) }
output "elasticache_subnet_group_name" { value = try(aws_elasticache_subnet_group.elasticache[0].name, null) }
output "redshift_subnets" { value = aws_subnet.redshift[*].id }
output "intra_subnets" { value = aws_subnet.intra[*].id }
output "intra_subnet_arns" { value = aws_subnet.intra[*].arn }
output "intra_subnets_cidr_blocks" { value = compact(aws_subnet.intra[*].cidr_block) }
output "intra_route_table_ids" { value = aws_route_table.intra[*].id }
output "nat_ids" { value = aws_eip.nat[*].id }
output "nat_public_ips" { value = aws_eip.nat[*].public_ip }
output "natgw_ids" { value = aws_nat_gateway.this[*].id }
output "azs" { value = var.azs }
output "name" { value = var.name }
output "vpc_flow_log_id" { value = try(aws_flow_log.this[0].id, null) }
output "vpc_flow_log_destination_arn" { value = try(aws_flow_log.this[0].log_destination, null) }
