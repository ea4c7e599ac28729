# What the caller turns off stands at the caller's words.
module "alb" {  # expect: vulnerable-application-code.public-load-balancer-without-waf
  source                     = "terraform-aws-modules/alb/aws"
  version                    = "~> 10.0"
  name                       = "web"
  vpc_id                     = "vpc-0123456789abcdef0"
  subnets                    = ["subnet-a", "subnet-b"]
  drop_invalid_header_fields = false
  access_logs                = { bucket = "logs", enabled = false }  # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  security_group_ingress_rules = {
    ssh = { from_port = 22, ip_protocol = "tcp", cidr_ipv4 = "0.0.0.0/0" }  # expect: vulnerable-application-code.ingress-open-to-world
  }
  listeners = {
    http = {
      port     = 80
      protocol = "HTTP"  # expect: unencrypted-dataflows.plaintext-listener
      forward  = { target_group_key = "app" }
    }
    old = {
      port            = 443
      protocol        = "HTTPS"
      ssl_policy      = "ELBSecurityPolicy-2016-08"  # expect: in-transit-data-tampering.weak-tls-policy
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
      redirect        = { port = "443", protocol = "HTTPS", status_code = "HTTP_301" }
    }
  }
  target_groups = {
    app = { protocol = "HTTP", port = 80, target_type = "ip", create_attachment = false }
  }
}
