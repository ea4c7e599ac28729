# Version 8 keeps TLS 1.0 for a listener that names no policy; version 9 does not.
module "eight" {  # expect: in-transit-data-tampering.weak-tls-policy, insufficient-api-logging.load-balancer-access-logs-disabled
  source          = "terraform-aws-modules/alb/aws"
  version         = "~> 8.0"
  name            = "eight"
  vpc_id          = "vpc-0123456789abcdef0"
  subnets         = ["subnet-a", "subnet-b"]
  internal        = true
  https_listeners = [{ port = 443, certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a" }]
  target_groups   = [{ backend_protocol = "HTTP", backend_port = 80, target_type = "ip" }]
}

module "nine" {  # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  source   = "terraform-aws-modules/alb/aws"
  version  = "~> 9.0"
  name     = "nine"
  vpc_id   = "vpc-0123456789abcdef0"
  subnets  = ["subnet-a", "subnet-b"]
  internal = true
  listeners = {
    https = {
      port            = 443
      protocol        = "HTTPS"
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
      forward         = { target_group_key = "app" }
    }
  }
  target_groups = {
    app = { protocol = "HTTP", port = 80, target_type = "ip", create_attachment = false }
  }
}
