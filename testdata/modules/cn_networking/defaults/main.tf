module "network" {  # expect: insufficient-api-logging.vpc-flow-logs-disabled
  source      = "cn-terraform/networking/aws"
  version     = "3.0.0"
  name_prefix = "app"
  cidr_block  = "192.168.0.0/16"
  public_subnets = {
    first = { availability_zone = "eu-west-1a", cidr_block = "192.168.0.0/19" }
  }
  private_subnets = {
    first = { availability_zone = "eu-west-1a", cidr_block = "192.168.128.0/19" }
  }
}
