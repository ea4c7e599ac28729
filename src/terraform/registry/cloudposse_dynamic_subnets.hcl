# What cloudposse/dynamic-subnets makes of its arguments, in versions 0.30 to 3: a public and a private subnet per zone, each with its
# route table, a NAT gateway per zone, and addresses for what is launched in the public ones. Version 2 takes lists of one entry.
defaults {
  vpc_id                        = null
  igw_id                        = []
  cidr_block                    = null
  ipv4_cidr_block               = []
  ipv4_cidrs                    = []
  availability_zones            = []
  availability_zone_ids         = []
  max_subnet_count              = 0
  max_nats                      = null
  public_subnets_enabled        = true
  private_subnets_enabled       = true
  map_public_ip_on_launch       = true
  nat_gateway_enabled           = true
  nat_instance_enabled          = var.since_1 ? false : true
  public_network_route_enabled  = true
  private_network_route_enabled = true
  vpc_default_route_table_id    = ""
  public_route_table_id         = []
  subnets_per_az_count          = 1
}

unused {
  names = [
    "ipv4_enabled", "ipv6_*", "*ipv6*", "availability_zone_attribute_style", "nat_elastic_ips", "existing_nat_ips", "*dns64_enabled", "*hostname*", "*open_network_acl*", "*_network_acl_id",
    "*_timeout", "*_additional_tags", "nat_instance_*", "metadata_http_*", "root_block_device_encrypted", "subnet_type_tag_*", "public_subnets_additional_tags", "private_subnets_additional_tags",
    "subnets_per_az_names", "private_label", "public_label", "private_network_acl_*", "public_network_acl_*", "nat_gateway_public_subnet_*"
  ]
}

locals {
  on      = module.this.enabled
  zones   = length(var.availability_zones) > 0 ? var.availability_zones : var.availability_zone_ids
  count   = var.max_subnet_count == 0 || var.max_subnet_count > length(local.zones) ? length(local.zones) : var.max_subnet_count
  gateway = flatten([var.igw_id])
  vpc     = var.vpc_id
  publics = local.on && var.public_subnets_enabled ? local.count : 0
  privates = local.on && var.private_subnets_enabled ? local.count : 0
  nats    = var.nat_gateway_enabled && local.on && var.public_subnets_enabled ? (var.max_nats == null ? local.count : min(var.max_nats, local.count)) : 0
}

resource "aws_subnet" "public" {
  count                   = local.publics
  vpc_id                  = local.vpc
  availability_zone       = local.zones[count.index]
  map_public_ip_on_launch = var.map_public_ip_on_launch
}

resource "aws_route_table" "public" {
  count  = local.publics
  vpc_id = local.vpc
}

resource "aws_route" "public" {
  count                  = var.public_network_route_enabled && length(local.gateway) > 0 ? local.publics : 0
  route_table_id         = aws_route_table.public[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = local.gateway[0]
}

resource "aws_route_table_association" "public" {
  count          = local.publics
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[count.index].id
}

resource "aws_subnet" "private" {
  count             = local.privates
  vpc_id            = local.vpc
  availability_zone = local.zones[count.index]
}

resource "aws_route_table" "private" {
  count  = local.privates
  vpc_id = local.vpc
}

resource "aws_route_table_association" "private" {
  count          = local.privates
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

resource "aws_eip" "default" {
  count = local.nats
}

resource "aws_nat_gateway" "default" {
  count         = local.nats
  allocation_id = aws_eip.default[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
}

resource "aws_route" "nat_gateway" {
  count                  = local.nats > 0 && var.private_network_route_enabled ? local.privates : 0
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.default[*].id, count.index)
}

output "availability_zones" { value = local.zones }
output "public_subnet_ids" { value = aws_subnet.public[*].id }
output "public_subnet_arns" { value = aws_subnet.public[*].arn }
output "public_subnet_cidrs" { value = aws_subnet.public[*].cidr_block }
output "public_route_table_ids" { value = aws_route_table.public[*].id }
output "private_subnet_ids" { value = aws_subnet.private[*].id }
output "private_subnet_arns" { value = aws_subnet.private[*].arn }
output "private_subnet_cidrs" { value = aws_subnet.private[*].cidr_block }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "nat_gateway_ids" { value = aws_nat_gateway.default[*].id }
output "nat_ips" { value = aws_eip.default[*].public_ip }
output "nat_gateway_public_ips" { value = aws_eip.default[*].public_ip }
