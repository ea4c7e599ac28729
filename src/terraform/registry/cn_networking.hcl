# What cn-terraform/networking makes of its arguments, in version 3: a subnet for each entry, and NAT gateways in the public ones.
defaults {
  name_prefix     = "base"
  cidr_block      = null
  public_subnets  = {}
  private_subnets = {}
  single_nat      = false
  map_public_ip_on_launch                 = model::undecided("whether public subnets give public addresses by default differs between releases")
  public_subnets_map_public_ip_on_launch  = null
}

unused {
  names = ["*_tags", "*_name", "enable_dns_*", "instance_tenancy", "assign_generated_ipv6_cidr_block", "enable_classiclink*"]
}

locals {
  publics = keys(var.public_subnets)
  nats    = var.single_nat ? slice(local.publics, 0, min(1, length(local.publics))) : local.publics
}

resource "aws_vpc" "vpc" {
  cidr_block = var.cidr_block
}

resource "aws_internet_gateway" "internet_gw" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_subnet" "public_subnets" {
  for_each                = var.public_subnets
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = each.value.availability_zone
  cidr_block              = each.value.cidr_block
  map_public_ip_on_launch = try(coalesce(var.public_subnets_map_public_ip_on_launch), var.map_public_ip_on_launch)
}

resource "aws_route_table" "public_subnets_route_table" {
  for_each = var.public_subnets
  vpc_id   = aws_vpc.vpc.id
}

resource "aws_route" "public_internet_route" {
  for_each               = var.public_subnets
  route_table_id         = aws_route_table.public_subnets_route_table[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet_gw.id
}

resource "aws_route_table_association" "public" {
  for_each       = var.public_subnets
  subnet_id      = aws_subnet.public_subnets[each.key].id
  route_table_id = aws_route_table.public_subnets_route_table[each.key].id
}

resource "aws_eip" "nat_eip" {
  for_each = toset(local.nats)
}

resource "aws_nat_gateway" "nat_gw" {
  for_each      = toset(local.nats)
  allocation_id = aws_eip.nat_eip[each.value].id
  subnet_id     = aws_subnet.public_subnets[each.value].id
}

resource "aws_subnet" "private_subnets" {
  for_each                = var.private_subnets
  vpc_id                  = aws_vpc.vpc.id
  availability_zone       = each.value.availability_zone
  cidr_block              = each.value.cidr_block
  map_public_ip_on_launch = false
}

resource "aws_route_table" "private_subnets_route_table" {
  for_each = var.private_subnets
  vpc_id   = aws_vpc.vpc.id
}

resource "aws_route" "private_internet_route" {
  for_each               = { for k, v in var.private_subnets : k => v if length(local.nats) > 0 }
  route_table_id         = aws_route_table.private_subnets_route_table[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element([for gateway in aws_nat_gateway.nat_gw : gateway.id], index(keys(var.private_subnets), each.key))
}

resource "aws_route_table_association" "private" {
  for_each       = var.private_subnets
  subnet_id      = aws_subnet.private_subnets[each.key].id
  route_table_id = aws_route_table.private_subnets_route_table[each.key].id
}

output "vpc_id" { value = aws_vpc.vpc.id }
output "vpc_cidr_block" { value = aws_vpc.vpc.cidr_block }
output "internet_gateway_id" { value = aws_internet_gateway.internet_gw.id }
output "public_subnets" { value = aws_subnet.public_subnets }
output "public_subnets_ids" { value = [for subnet in aws_subnet.public_subnets : subnet.id] }
output "private_subnets" { value = aws_subnet.private_subnets }
output "private_subnets_ids" { value = [for subnet in aws_subnet.private_subnets : subnet.id] }
output "nat_gw_ids" { value = [for gateway in aws_nat_gateway.nat_gw : gateway.id] }
