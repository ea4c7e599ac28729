# What the caller adds to the default security group is the caller's text.
module "vpc" {
  source         = "terraform-aws-modules/vpc/aws"
  version        = "5.8.1"
  azs            = ["eu-west-1a"]
  public_subnets = ["10.0.1.0/24"]
  default_security_group_ingress = [
    { from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = "0.0.0.0/0" },  # expect: vulnerable-application-code.ingress-open-to-world
  ]
  enable_flow_log                                 = true
  create_flow_log_cloudwatch_log_group            = true
  create_flow_log_cloudwatch_iam_role             = true
  flow_log_cloudwatch_log_group_retention_in_days = 365
}
