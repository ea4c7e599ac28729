module "subnets" {
  source              = "cloudposse/dynamic-subnets/aws"
  version             = "2.4.2"
  name                = "app"
  availability_zones  = ["eu-west-1a", "eu-west-1b"]
  vpc_id              = "vpc-0123456789abcdef0"
  igw_id              = ["igw-0123456789abcdef0"]
  ipv4_cidr_block     = ["172.16.0.0/16"]
}
