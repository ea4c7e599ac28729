# What cn-terraform/ecs-alb makes of its arguments, in versions 1.0.20 and later: listeners and target groups for each port, open to
# everybody, and access logs in a bucket of its own. The names of the log bucket and its settings are the module's inside.
defaults {
  name_prefix                      = null
  vpc_id                           = null
  enable_s3_logs                   = true
  log_bucket_id                    = null
  access_logs_prefix               = null
  internal                         = false
  security_groups                  = []
  drop_invalid_header_fields       = false
  private_subnets                  = []
  public_subnets                   = []
  enable_deletion_protection       = false
  enable_cross_zone_load_balancing = false
  waf_web_acl_arn                  = ""
  http_ports                       = { default_http = { type = "forward", listener_port = 80, target_group_port = 80, target_group_protocol = "HTTP" } }
  http_ingress_cidr_blocks         = ["0.0.0.0/0"]
  http_ingress_prefix_list_ids     = []
  https_ports                      = { default_http = { type = "forward", listener_port = 443, target_group_port = 443, target_group_protocol = "HTTP" } }
  https_ingress_cidr_blocks        = ["0.0.0.0/0"]
  https_ingress_prefix_list_ids    = []
  ssl_policy                       = null
  default_certificate_arn          = null
  additional_certificates_arn_for_https_listeners = []
  tags                             = {}
}

unused {
  names = [
    "region", "idle_timeout", "enable_http2", "ip_address_type", "deregistration_delay", "slow_start", "load_balancing_algorithm_type", "stickiness", "target_group_health_check_*",
    "block_s3_bucket_public_access", "enable_s3_bucket_server_side_encryption", "s3_bucket_server_side_encryption_*", "use_random_name_for_lb"
  ]
}

left_out "aws_s3_bucket" "logs" {
  when = var.enable_s3_logs && var.log_bucket_id == null
}

locals {
  http_targets  = { for k, v in var.http_ports : k => v if try(coalesce(v.type, "forward"), "forward") == "forward" }
  https_targets = { for k, v in var.https_ports : k => v if try(coalesce(v.type, "forward"), "forward") == "forward" }
}

resource "aws_lb" "lb" {
  name                             = "${var.name_prefix}-lb"
  load_balancer_type               = "application"
  internal                         = var.internal
  drop_invalid_header_fields       = var.drop_invalid_header_fields
  subnets                          = var.internal ? var.private_subnets : var.public_subnets
  enable_deletion_protection       = var.enable_deletion_protection
  enable_cross_zone_load_balancing = var.enable_cross_zone_load_balancing
  security_groups                  = compact(concat(var.security_groups, [aws_security_group.lb_access_sg.id]))
  tags                             = var.tags
  dynamic "access_logs" {
    for_each = var.enable_s3_logs ? [1] : []
    content {
      bucket  = var.log_bucket_id == null ? "${var.name_prefix}-lb-logs" : var.log_bucket_id
      prefix  = var.access_logs_prefix
      enabled = var.enable_s3_logs
    }
  }
}

resource "aws_wafv2_web_acl_association" "waf_association" {
  count        = var.waf_web_acl_arn == "" ? 0 : 1
  resource_arn = aws_lb.lb.arn
  web_acl_arn  = var.waf_web_acl_arn
}

resource "aws_security_group" "lb_access_sg" {
  name   = "${var.name_prefix}-lb-access-sg"
  vpc_id = var.vpc_id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "ingress_through_http" {
  for_each          = var.http_ports
  security_group_id = aws_security_group.lb_access_sg.id
  type              = "ingress"
  from_port         = each.value.listener_port
  to_port           = each.value.listener_port
  protocol          = "tcp"
  cidr_blocks       = var.http_ingress_cidr_blocks
  prefix_list_ids   = var.http_ingress_prefix_list_ids
}

resource "aws_security_group_rule" "ingress_through_https" {
  for_each          = var.https_ports
  security_group_id = aws_security_group.lb_access_sg.id
  type              = "ingress"
  from_port         = each.value.listener_port
  to_port           = each.value.listener_port
  protocol          = "tcp"
  cidr_blocks       = var.https_ingress_cidr_blocks
  prefix_list_ids   = var.https_ingress_prefix_list_ids
}

resource "aws_lb_target_group" "lb_http_tgs" {
  for_each    = local.http_targets
  name        = "${var.name_prefix}-http-${each.value.target_group_port}"
  port        = each.value.target_group_port
  protocol    = try(coalesce(each.value.target_group_protocol, "HTTP"), "HTTP")
  vpc_id      = var.vpc_id
  target_type = "ip"
}

resource "aws_lb_target_group" "lb_https_tgs" {
  for_each    = local.https_targets
  name        = "${var.name_prefix}-https-${each.value.target_group_port}"
  port        = each.value.target_group_port
  protocol    = try(coalesce(each.value.target_group_protocol, "HTTPS"), "HTTPS")
  vpc_id      = var.vpc_id
  target_type = "ip"
}

resource "aws_lb_listener" "lb_http_listeners" {
  for_each          = var.http_ports
  load_balancer_arn = aws_lb.lb.arn
  port              = each.value.listener_port
  protocol          = "HTTP"
  default_action {
    type             = try(coalesce(each.value.type, "forward"), "forward")
    target_group_arn = try(coalesce(each.value.type, "forward"), "forward") == "forward" ? aws_lb_target_group.lb_http_tgs[each.key].arn : null
    dynamic "redirect" {
      for_each = try(each.value.type, "") == "redirect" ? [1] : []
      content {
        port        = try(coalesce(each.value.port, "#{port}"), "#{port}")
        protocol    = try(coalesce(each.value.protocol, "#{protocol}"), "#{protocol}")
        status_code = try(coalesce(each.value.status_code, "HTTP_301"), "HTTP_301")
      }
    }
  }
}

resource "aws_lb_listener" "lb_https_listeners" {
  for_each          = var.https_ports
  load_balancer_arn = aws_lb.lb.arn
  port              = each.value.listener_port
  protocol          = "HTTPS"
  ssl_policy        = var.ssl_policy
  certificate_arn   = var.default_certificate_arn
  default_action {
    type             = try(coalesce(each.value.type, "forward"), "forward")
    target_group_arn = try(coalesce(each.value.type, "forward"), "forward") == "forward" ? aws_lb_target_group.lb_https_tgs[each.key].arn : null
    dynamic "redirect" {
      for_each = try(each.value.type, "") == "redirect" ? [1] : []
      content {
        port        = try(coalesce(each.value.port, "#{port}"), "#{port}")
        protocol    = try(coalesce(each.value.protocol, "#{protocol}"), "#{protocol}")
        status_code = try(coalesce(each.value.status_code, "HTTP_301"), "HTTP_301")
      }
    }
  }
}

output "aws_lb_lb_id" { value = aws_lb.lb.id }
output "aws_lb_lb_arn" { value = aws_lb.lb.arn }
output "aws_lb_lb_arn_suffix" { value = aws_lb.lb.arn_suffix }
output "aws_lb_lb_dns_name" { value = aws_lb.lb.dns_name }
output "aws_lb_lb_zone_id" { value = aws_lb.lb.zone_id }
output "aws_security_group_lb_access_sg_id" { value = aws_security_group.lb_access_sg.id }
output "aws_security_group_lb_access_sg_arn" { value = aws_security_group.lb_access_sg.arn }
output "aws_security_group_lb_access_sg_vpc_id" { value = aws_security_group.lb_access_sg.vpc_id }
output "aws_security_group_lb_access_sg_name" { value = aws_security_group.lb_access_sg.name }
output "lb_http_tgs_ids" { value = [for group in aws_lb_target_group.lb_http_tgs : group.id] }
output "lb_http_tgs_arns" { value = [for group in aws_lb_target_group.lb_http_tgs : group.arn] }
output "lb_http_tgs_names" { value = [for group in aws_lb_target_group.lb_http_tgs : group.name] }
output "lb_http_tgs_ports" { value = [for group in aws_lb_target_group.lb_http_tgs : tostring(group.port)] }
output "lb_http_tgs_map_arn_port" { value = { for group in aws_lb_target_group.lb_http_tgs : group.arn => tostring(group.port) } }
output "lb_https_tgs_ids" { value = [for group in aws_lb_target_group.lb_https_tgs : group.id] }
output "lb_https_tgs_arns" { value = [for group in aws_lb_target_group.lb_https_tgs : group.arn] }
output "lb_https_tgs_names" { value = [for group in aws_lb_target_group.lb_https_tgs : group.name] }
output "lb_https_tgs_ports" { value = [for group in aws_lb_target_group.lb_https_tgs : tostring(group.port)] }
output "lb_https_tgs_map_arn_port" { value = { for group in aws_lb_target_group.lb_https_tgs : group.arn => tostring(group.port) } }
output "lb_http_listeners_ids" { value = [for listener in aws_lb_listener.lb_http_listeners : listener.id] }
output "lb_http_listeners_arns" { value = [for listener in aws_lb_listener.lb_http_listeners : listener.arn] }
output "lb_https_listeners_ids" { value = [for listener in aws_lb_listener.lb_https_listeners : listener.id] }
output "lb_https_listeners_arns" { value = [for listener in aws_lb_listener.lb_https_listeners : listener.arn] }
