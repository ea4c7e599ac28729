# The policy is the caller's.

variable "policy" {
  type = string
}

resource "aws_vpc_endpoint" "registry" {
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  service_name      = "com.amazonaws.eu-west-1.ecr.api"
  vpc_endpoint_type = "Interface"
  policy            = var.policy
}
