module "alb" {  # expect: vulnerable-application-code.public-load-balancer-without-waf
  source          = "cn-terraform/ecs-alb/aws"
  version         = "1.0.37"
  name_prefix     = "app"
  vpc_id          = "vpc-0123456789abcdef0"
  private_subnets = ["subnet-a"]
  public_subnets  = ["subnet-b"]
  enable_s3_logs  = false  # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  ssl_policy      = "ELBSecurityPolicy-2016-08"  # expect: in-transit-data-tampering.weak-tls-policy
  http_ports = {
    redirect = { type = "redirect", listener_port = 80, port = "443", protocol = "HTTPS", status_code = "HTTP_301" }
  }
  https_ports = {
    web = { type = "forward", listener_port = 443, target_group_port = 80 }
  }
  default_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
}
