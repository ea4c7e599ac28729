# What cloudposse/alb makes of its arguments, in versions 0.17 to 2: an HTTP listener that forwards, open to everybody, and access logs
# in a bucket of its own. The TLS policy became a strong one in version 2.2.
defaults {
  vpc_id                             = null
  subnet_ids                         = []
  security_group_ids                 = []
  security_group_enabled             = true
  internal                           = false
  http_port                          = 80
  http_enabled                       = true
  http_redirect                      = false
  http_ingress_cidr_blocks           = ["0.0.0.0/0"]
  http_ingress_prefix_list_ids       = []
  https_port                         = 443
  https_enabled                      = false
  https_ingress_cidr_blocks          = ["0.0.0.0/0"]
  https_ingress_prefix_list_ids      = []
  https_ssl_policy                   = var.since_2_2 ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : "ELBSecurityPolicy-2015-05"
  certificate_arn                    = ""
  additional_certs                   = []
  access_logs_enabled                = true
  access_logs_prefix                 = ""
  access_logs_s3_bucket_id           = null
  cross_zone_load_balancing_enabled  = true
  deletion_protection_enabled        = false
  drop_invalid_header_fields         = false
  preserve_host_header               = false
  xff_header_processing_mode         = "append"
  load_balancer_name                 = ""
  target_group_name                  = ""
  target_group_port                  = 80
  target_group_protocol              = "HTTP"
  target_group_target_type           = "ip"
  default_target_group_enabled       = true
  listener_http_fixed_response       = null
  listener_https_fixed_response      = null
  listener_https_redirect            = null
}

unused {
  names = [
    "*_additional_tags", "*_max_length", "http2_enabled", "idle_timeout", "ip_address_type", "deregistration_delay", "slow_start", "health_check_*", "alb_access_logs_s3_bucket_force_destroy*",
    "target_group_protocol_version", "stickiness", "load_balancing_algorithm_type", "lifecycle_*", "*_expiration_days", "*_transition_days", "enable_glacier_transition", "standard_transition_days",
    "client_keep_alive", "allow_ssl_requests_only", "access_logs_region"
  ]
}

left_out "aws_s3_bucket" "access_logs" {
  when = module.this.enabled && var.access_logs_enabled && var.access_logs_s3_bucket_id == null
}

locals {
  on      = module.this.enabled
  guarded = local.on && var.security_group_enabled
  target  = local.on && var.default_target_group_enabled
  plain   = local.on && var.http_enabled && !var.http_redirect
  turned  = local.on && var.http_enabled && var.http_redirect
  secure  = local.on && var.https_enabled
}

resource "aws_security_group" "default" {
  count  = local.guarded ? 1 : 0
  name   = module.this.id
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "egress" {
  count             = local.guarded ? 1 : 0
  security_group_id = aws_security_group.default[0].id
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "http_ingress" {
  count             = local.guarded && var.http_enabled ? 1 : 0
  security_group_id = aws_security_group.default[0].id
  type              = "ingress"
  from_port         = var.http_port
  to_port           = var.http_port
  protocol          = "tcp"
  cidr_blocks       = var.http_ingress_cidr_blocks
  prefix_list_ids   = var.http_ingress_prefix_list_ids
}

resource "aws_security_group_rule" "https_ingress" {
  count             = local.guarded && var.https_enabled ? 1 : 0
  security_group_id = aws_security_group.default[0].id
  type              = "ingress"
  from_port         = var.https_port
  to_port           = var.https_port
  protocol          = "tcp"
  cidr_blocks       = var.https_ingress_cidr_blocks
  prefix_list_ids   = var.https_ingress_prefix_list_ids
}

resource "aws_lb" "default" {
  count                            = local.on ? 1 : 0
  name                             = var.load_balancer_name == "" ? module.this.id : var.load_balancer_name
  load_balancer_type               = "application"
  internal                         = var.internal
  security_groups                  = compact(concat(var.security_group_ids, aws_security_group.default[*].id))
  subnets                          = var.subnet_ids
  enable_cross_zone_load_balancing = var.cross_zone_load_balancing_enabled
  enable_deletion_protection       = var.deletion_protection_enabled
  drop_invalid_header_fields       = var.drop_invalid_header_fields
  preserve_host_header             = var.preserve_host_header
  xff_header_processing_mode       = var.xff_header_processing_mode
  tags                             = module.this.tags
  access_logs {
    bucket  = var.access_logs_s3_bucket_id == null ? "${module.this.id}-alb-access-logs" : var.access_logs_s3_bucket_id
    prefix  = var.access_logs_prefix
    enabled = var.access_logs_enabled
  }
}

resource "aws_lb_target_group" "default" {
  count       = local.target ? 1 : 0
  name        = var.target_group_name == "" ? module.this.id : var.target_group_name
  vpc_id      = var.vpc_id
  port        = var.target_group_port
  protocol    = var.target_group_protocol
  target_type = var.target_group_target_type
}

resource "aws_lb_listener" "http_forward" {
  count             = local.plain ? 1 : 0
  load_balancer_arn = aws_lb.default[0].arn
  port              = var.http_port
  protocol          = "HTTP"
  default_action {
    type             = var.listener_http_fixed_response == null ? "forward" : "fixed-response"
    target_group_arn = var.listener_http_fixed_response == null ? one(aws_lb_target_group.default[*].arn) : null
  }
}

resource "aws_lb_listener" "http_redirect" {
  count             = local.turned ? 1 : 0
  load_balancer_arn = aws_lb.default[0].arn
  port              = var.http_port
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  count             = local.secure ? 1 : 0
  load_balancer_arn = aws_lb.default[0].arn
  port              = var.https_port
  protocol          = "HTTPS"
  ssl_policy        = var.https_ssl_policy
  certificate_arn   = var.certificate_arn
  default_action {
    type             = var.listener_https_redirect != null ? "redirect" : var.listener_https_fixed_response != null ? "fixed-response" : "forward"
    target_group_arn = var.listener_https_redirect == null && var.listener_https_fixed_response == null ? one(aws_lb_target_group.default[*].arn) : null
    dynamic "redirect" {
      for_each = var.listener_https_redirect == null ? [] : [var.listener_https_redirect]
      content {
        port        = try(redirect.value.port, null)
        protocol    = try(redirect.value.protocol, null)
        status_code = redirect.value.status_code
      }
    }
  }
}

resource "aws_lb_listener_certificate" "https_sni" {
  count           = local.secure ? length(var.additional_certs) : 0
  listener_arn    = aws_lb_listener.https[0].arn
  certificate_arn = var.additional_certs[count.index]
}

output "alb_name" { value = one(aws_lb.default[*].name) }
output "alb_arn" { value = one(aws_lb.default[*].arn) }
output "alb_arn_suffix" { value = one(aws_lb.default[*].arn_suffix) }
output "alb_dns_name" { value = one(aws_lb.default[*].dns_name) }
output "alb_zone_id" { value = one(aws_lb.default[*].zone_id) }
output "security_group_id" { value = one(aws_security_group.default[*].id) }
output "default_target_group_arn" { value = one(aws_lb_target_group.default[*].arn) }
output "default_target_group_arn_suffix" { value = one(aws_lb_target_group.default[*].arn_suffix) }
output "http_listener_arn" { value = one(aws_lb_listener.http_forward[*].arn) }
output "http_redirect_listener_arn" { value = one(aws_lb_listener.http_redirect[*].arn) }
output "https_listener_arn" { value = one(aws_lb_listener.https[*].arn) }
output "listener_arns" { value = compact(concat(aws_lb_listener.http_forward[*].arn, aws_lb_listener.http_redirect[*].arn, aws_lb_listener.https[*].arn)) }
output "access_logs_bucket_id" { value = var.access_logs_s3_bucket_id == null ? "${module.this.id}-alb-access-logs" : var.access_logs_s3_bucket_id }
