# Networks that nobody records; the flow logs are those of a subnet and of another network.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "this" { # expect: insufficient-api-logging.vpc-flow-logs-disabled
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "each" { # expect: insufficient-api-logging.vpc-flow-logs-disabled
  for_each = toset(["a", "b"])

  cidr_block = "10.1.0.0/16"
}

resource "aws_flow_log" "a" {
  vpc_id          = aws_vpc.each["a"].id
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_flow_log" "subnet" {
  subnet_id       = aws_subnet.this.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow"
}

resource "aws_flow_log" "elsewhere" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ALL"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
  iam_role_arn    = "arn:aws:iam::123456789012:role/flow"
}
