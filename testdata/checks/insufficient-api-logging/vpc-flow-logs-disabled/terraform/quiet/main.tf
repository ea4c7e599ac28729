# Every network has its flow log: by reference, by for_each, and through a module.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "this" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}

resource "aws_flow_log" "this" {
  count           = 2
  vpc_id          = aws_vpc.this[count.index].id
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow"
}

resource "aws_vpc" "each" {
  for_each = toset(["a", "b"])

  cidr_block = "10.1.0.0/16"
}

resource "aws_flow_log" "each" {
  for_each        = aws_vpc.each
  vpc_id          = each.value.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow"
}

module "network" {
  source = "./network"
}

resource "aws_flow_log" "module" {
  vpc_id          = module.network.vpc_id
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow"
}
