# What terraform-aws-modules/alb makes of its arguments, in versions 5 to 10. Up to version 8 listeners and target groups are lists;
# version 9 takes maps, drops invalid header fields, protects from deletion and has a stronger TLS policy by default. Version 8 was
# the first to make a security group of its own.
defaults {
  create                           = true
  create_lb                        = true
  name                             = null
  name_prefix                      = null
  load_balancer_type               = "application"
  internal                         = false
  security_groups                  = []
  subnets                          = []
  subnet_mapping                   = []
  vpc_id                           = null
  access_logs                      = {}
  connection_logs                  = {}
  drop_invalid_header_fields       = var.since_9
  enable_deletion_protection       = var.since_9
  enable_cross_zone_load_balancing = var.since_9
  desync_mitigation_mode           = null
  preserve_host_header             = null
  xff_header_processing_mode       = null
  tags                             = {}
  default_port                     = 80
  default_protocol                 = "HTTP"
  listeners                        = {}
  target_groups                    = var.since_9 ? {} : []
  additional_target_group_attachments = {}
  http_tcp_listeners               = []
  https_listeners                  = []
  http_tcp_listener_rules          = []
  https_listener_rules             = []
  extra_ssl_certs                  = []
  listener_ssl_policy_default      = "ELBSecurityPolicy-2016-08"
  create_security_group            = var.since_8
  security_group_name              = null
  security_group_rules             = {}
  security_group_ingress_rules     = {}
  security_group_egress_rules      = {}
  associate_web_acl                = false
  web_acl_arn                      = null
  route53_records                  = {}
}

unused {
  names = [
    "region", "*_tags", "*_timeout", "timeouts", "idle_timeout", "client_keep_alive", "enable_http2", "enable_tls_version_and_cipher_suite_headers", "enable_xff_client_port",
    "enable_waf_fail_open", "enable_zonal_shift", "ip_address_type", "ipam_pools", "customer_owned_ipv4_pool", "dns_record_client_routing_policy", "minimum_load_balancer_capacity",
    "enforce_security_group_inbound_rules_on_private_link_traffic", "security_group_use_name_prefix", "security_group_description", "putin_khuylo",
    "secondary_ips_auto_assigned_per_subnet"
  ]
}

locals {
  make     = var.create && var.create_lb
  classic  = local.make && !var.since_9
  modern   = local.make && var.since_9
  guarded  = local.make && var.create_security_group
  tls      = ["HTTPS", "TLS"]
  rules    = local.modern ? merge([for k, l in var.listeners : { for n, r in try(coalesce(l.rules, {}), {}) : "${k}/${n}" => merge({ listener_key = k }, r) }]...) : {}
  redirect = { for k, l in var.listeners : k => model::listed(try(l.redirect, null)) if local.modern }
  kind = {
    for k, l in var.listeners : k => try(l.redirect, null) != null ? "redirect" : try(l.fixed_response, null) != null ? "fixed-response" : "forward" if local.modern
  }
}

resource "aws_lb" "this" {
  count                            = local.make ? 1 : 0
  name                             = var.name
  load_balancer_type               = var.load_balancer_type
  internal                         = var.internal
  security_groups                  = local.guarded ? concat([aws_security_group.this[0].id], var.security_groups) : var.security_groups
  subnets                          = var.subnets
  drop_invalid_header_fields       = var.drop_invalid_header_fields
  enable_deletion_protection       = var.enable_deletion_protection
  enable_cross_zone_load_balancing = var.enable_cross_zone_load_balancing
  desync_mitigation_mode           = var.desync_mitigation_mode
  preserve_host_header             = var.preserve_host_header
  xff_header_processing_mode       = var.xff_header_processing_mode
  tags                             = var.tags

  dynamic "access_logs" {
    for_each = try(length(var.access_logs), 0) > 0 ? [var.access_logs] : []
    content {
      bucket  = try(access_logs.value.bucket, null)
      prefix  = try(access_logs.value.prefix, null)
      enabled = try(coalesce(access_logs.value.enabled, true), true)
    }
  }
  dynamic "connection_logs" {
    for_each = try(length(var.connection_logs), 0) > 0 ? [var.connection_logs] : []
    content {
      bucket  = try(connection_logs.value.bucket, null)
      prefix  = try(connection_logs.value.prefix, null)
      enabled = try(coalesce(connection_logs.value.enabled, true), true)
    }
  }
  dynamic "subnet_mapping" {
    for_each = var.subnet_mapping
    content {
      subnet_id     = subnet_mapping.value.subnet_id
      allocation_id = try(subnet_mapping.value.allocation_id, null)
    }
  }
}

resource "aws_lb_target_group" "main" {
  count       = local.classic ? length(var.target_groups) : 0
  name        = try(var.target_groups[count.index].name, null)
  vpc_id      = var.vpc_id
  port        = try(var.target_groups[count.index].backend_port, null)
  protocol    = try(upper(var.target_groups[count.index].backend_protocol), null)
  target_type = try(var.target_groups[count.index].target_type, null)
}

resource "aws_lb_target_group_attachment" "main" {
  for_each = local.classic ? merge([
    for n, group in var.target_groups : { for k, target in try(group.targets, {}) : "${n}.${k}" => merge({ group = n }, target) }
  ]...) : {}
  target_group_arn = aws_lb_target_group.main[each.value.group].arn
  target_id        = each.value.target_id
  port             = try(each.value.port, null)
}

resource "aws_lb_listener" "frontend_http_tcp" {
  count             = local.classic ? length(var.http_tcp_listeners) : 0
  load_balancer_arn = aws_lb.this[0].arn
  port              = var.http_tcp_listeners[count.index].port
  protocol          = var.http_tcp_listeners[count.index].protocol
  default_action {
    type             = try(var.http_tcp_listeners[count.index].action_type, "forward")
    target_group_arn = try(var.http_tcp_listeners[count.index].action_type, "forward") == "forward" ? try(aws_lb_target_group.main[try(var.http_tcp_listeners[count.index].target_group_index, count.index)].arn, null) : null
    dynamic "redirect" {
      for_each = model::listed(try(var.http_tcp_listeners[count.index].redirect, null))
      content {
        port        = try(redirect.value.port, null)
        protocol    = try(redirect.value.protocol, null)
        status_code = redirect.value.status_code
      }
    }
  }
}

resource "aws_lb_listener" "frontend_https" {
  count             = local.classic ? length(var.https_listeners) : 0
  load_balancer_arn = aws_lb.this[0].arn
  port              = var.https_listeners[count.index].port
  protocol          = try(var.https_listeners[count.index].protocol, "HTTPS")
  certificate_arn   = try(var.https_listeners[count.index].certificate_arn, null)
  ssl_policy        = try(var.https_listeners[count.index].ssl_policy, var.listener_ssl_policy_default)
  default_action {
    type             = try(var.https_listeners[count.index].action_type, "forward")
    target_group_arn = try(var.https_listeners[count.index].action_type, "forward") == "forward" ? try(aws_lb_target_group.main[try(var.https_listeners[count.index].target_group_index, count.index)].arn, null) : null
    dynamic "redirect" {
      for_each = model::listed(try(var.https_listeners[count.index].redirect, null))
      content {
        port        = try(redirect.value.port, null)
        protocol    = try(redirect.value.protocol, null)
        status_code = redirect.value.status_code
      }
    }
  }
}

resource "aws_lb_listener_certificate" "extra" {
  count           = local.classic ? length(var.extra_ssl_certs) : 0
  listener_arn    = aws_lb_listener.frontend_https[var.extra_ssl_certs[count.index].https_listener_index].arn
  certificate_arn = var.extra_ssl_certs[count.index].certificate_arn
}

resource "aws_lb_listener_rule" "https" {
  count        = local.classic ? length(var.https_listener_rules) : 0
  listener_arn = aws_lb_listener.frontend_https[try(var.https_listener_rules[count.index].https_listener_index, count.index)].arn
  dynamic "action" {
    for_each = var.https_listener_rules[count.index].actions
    content {
      type             = action.value.type
      target_group_arn = action.value.type == "forward" ? try(aws_lb_target_group.main[try(action.value.target_group_index, count.index)].arn, null) : null
    }
  }
}

resource "aws_lb_listener_rule" "http" {
  count        = local.classic ? length(var.http_tcp_listener_rules) : 0
  listener_arn = aws_lb_listener.frontend_http_tcp[try(var.http_tcp_listener_rules[count.index].http_tcp_listener_index, count.index)].arn
  dynamic "action" {
    for_each = var.http_tcp_listener_rules[count.index].actions
    content {
      type             = action.value.type
      target_group_arn = action.value.type == "forward" ? try(aws_lb_target_group.main[try(action.value.target_group_index, count.index)].arn, null) : null
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each    = { for k, v in var.target_groups : k => v if local.modern }
  name        = try(each.value.name, null)
  vpc_id      = try(coalesce(each.value.vpc_id, var.vpc_id), var.vpc_id)
  port        = try(each.value.target_type, null) == "lambda" ? null : try(coalesce(each.value.port, var.default_port), var.default_port)
  protocol    = try(each.value.target_type, null) == "lambda" ? null : try(coalesce(each.value.protocol, var.default_protocol), var.default_protocol)
  target_type = try(each.value.target_type, null)
}

resource "aws_lb_target_group_attachment" "this" {
  for_each         = { for k, v in var.target_groups : k => v if local.modern && try(coalesce(v.create_attachment, true), true) && try(v.target_id, null) != null }
  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.target_id
  port             = try(coalesce(each.value.port, var.default_port), var.default_port)
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each         = { for k, v in var.additional_target_group_attachments : k => v if local.modern }
  target_group_arn = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id        = each.value.target_id
  port             = try(coalesce(each.value.port, var.default_port), var.default_port)
}

resource "aws_lb_listener" "this" {
  for_each          = { for k, v in var.listeners : k => v if local.modern }
  load_balancer_arn = aws_lb.this[0].arn
  port              = try(coalesce(each.value.port, var.default_port), var.default_port)
  protocol          = try(coalesce(each.value.protocol, var.default_protocol), var.default_protocol)
  certificate_arn   = try(each.value.certificate_arn, null)
  ssl_policy        = contains(local.tls, try(coalesce(each.value.protocol, var.default_protocol), var.default_protocol)) ? try(coalesce(each.value.ssl_policy, "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"), "ELBSecurityPolicy-TLS13-1-2-Res-2021-06") : try(each.value.ssl_policy, null)

  dynamic "default_action" {
    for_each = model::listed(try(each.value.authenticate_cognito, null))
    content {
      type = "authenticate-cognito"
      authenticate_cognito {
        user_pool_arn       = default_action.value.user_pool_arn
        user_pool_client_id = default_action.value.user_pool_client_id
        user_pool_domain    = default_action.value.user_pool_domain
      }
    }
  }
  dynamic "default_action" {
    for_each = model::listed(try(each.value.authenticate_oidc, null))
    content {
      type = "authenticate-oidc"
      authenticate_oidc {
        client_id     = default_action.value.client_id
        client_secret = default_action.value.client_secret
        issuer        = default_action.value.issuer
      }
    }
  }
  default_action {
    type             = local.kind[each.key]
    target_group_arn = try(coalesce(each.value.forward.target_group_arn), aws_lb_target_group.this[each.value.forward.target_group_key].arn, null)
    dynamic "redirect" {
      for_each = local.redirect[each.key]
      content {
        port        = try(redirect.value.port, null)
        protocol    = try(redirect.value.protocol, null)
        status_code = try(redirect.value.status_code, null)
      }
    }
    dynamic "forward" {
      for_each = model::listed(try(each.value.weighted_forward, null))
      content {
        dynamic "target_group" {
          for_each = model::listed(try(forward.value.target_groups, null))
          content {
            arn    = try(coalesce(target_group.value.target_group_arn), aws_lb_target_group.this[target_group.value.target_group_key].arn, null)
            weight = try(target_group.value.weight, null)
          }
        }
      }
    }
  }
  dynamic "mutual_authentication" {
    for_each = model::listed(try(each.value.mutual_authentication, null))
    content {
      mode            = mutual_authentication.value.mode
      trust_store_arn = try(mutual_authentication.value.trust_store_arn, null)
    }
  }
}

resource "aws_lb_listener_certificate" "this" {
  for_each = local.modern ? merge([
    for k, l in var.listeners : { for n, arn in try(coalesce(l.additional_certificate_arns, []), []) : "${k}/${n}" => { listener = k, arn = arn } }
  ]...) : {}
  listener_arn    = aws_lb_listener.this[each.value.listener].arn
  certificate_arn = each.value.arn
}

resource "aws_lb_listener_rule" "this" {
  for_each     = local.rules
  listener_arn = try(each.value.listener_arn, aws_lb_listener.this[each.value.listener_key].arn)
  priority     = try(each.value.priority, null)

  dynamic "action" {
    for_each = each.value.actions
    content {
      type = try(
        coalesce(replace(replace(action.value.type, "weighted-forward", "forward"), "_", "-")),
        try(action.value.redirect, null) != null ? "redirect" : try(action.value.fixed_response, null) != null ? "fixed-response" : try(action.value.authenticate_cognito, null) != null ? "authenticate-cognito" : try(action.value.authenticate_oidc, null) != null ? "authenticate-oidc" : "forward"
      )
      target_group_arn = try(
        coalesce(action.value.forward.target_group_arn),
        aws_lb_target_group.this[action.value.forward.target_group_key].arn,
        aws_lb_target_group.this[action.value.target_group_key].arn,
        null
      )
      dynamic "redirect" {
        for_each = model::listed(try(action.value.redirect, action.value.type == "redirect" ? action.value : null, null))
        content {
          port        = try(redirect.value.port, null)
          protocol    = try(redirect.value.protocol, null)
          status_code = try(redirect.value.status_code, null)
        }
      }
      dynamic "forward" {
        for_each = model::listed(try(action.value.weighted_forward, action.value.type == "weighted-forward" ? action.value : null, null))
        content {
          dynamic "target_group" {
            for_each = model::listed(try(forward.value.target_groups, null))
            content {
              arn    = try(coalesce(target_group.value.target_group_arn), aws_lb_target_group.this[target_group.value.target_group_key].arn, null)
              weight = try(target_group.value.weight, null)
            }
          }
        }
      }
    }
  }
}

resource "aws_security_group" "this" {
  count  = local.guarded ? 1 : 0
  name   = try(coalesce(var.security_group_name, var.name), null)
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if local.guarded && !var.since_9 }
  security_group_id        = aws_security_group.this[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = { for k, v in var.security_group_ingress_rules : k => v if local.guarded }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), each.value.from_port, each.value.to_port, null)
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  prefix_list_id               = try(each.value.prefix_list_id, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each                     = { for k, v in var.security_group_egress_rules : k => v if local.guarded }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), each.value.from_port, each.value.to_port, null)
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  prefix_list_id               = try(each.value.prefix_list_id, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_wafv2_web_acl_association" "this" {
  count        = local.make && (var.since_9 ? var.associate_web_acl : var.web_acl_arn != null) ? 1 : 0
  resource_arn = aws_lb.this[0].arn
  web_acl_arn  = var.web_acl_arn
}

resource "aws_route53_record" "this" {
  for_each = { for k, v in var.route53_records : k => v if local.make }
  zone_id  = each.value.zone_id
  name     = try(each.value.name, each.key)
  type     = each.value.type
}

output "id" { value = try(aws_lb.this[0].id, null) }
output "arn" { value = try(aws_lb.this[0].arn, null) }
output "arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "route53_records" { value = aws_route53_record.this }
output "listeners" { value = aws_lb_listener.this }
output "listener_rules" { value = aws_lb_listener_rule.this }
output "target_groups" { value = aws_lb_target_group.this }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
output "lb_id" { value = try(aws_lb.this[0].id, null) }
output "lb_arn" { value = try(aws_lb.this[0].arn, null) }
output "lb_arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "lb_dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "lb_zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "this_lb_id" { value = try(aws_lb.this[0].id, null) }
output "this_lb_arn" { value = try(aws_lb.this[0].arn, null) }
output "this_lb_arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "this_lb_dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "this_lb_zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "http_tcp_listener_arns" { value = aws_lb_listener.frontend_http_tcp[*].arn }
output "http_tcp_listener_ids" { value = aws_lb_listener.frontend_http_tcp[*].id }
output "https_listener_arns" { value = aws_lb_listener.frontend_https[*].arn }
output "https_listener_ids" { value = aws_lb_listener.frontend_https[*].id }
output "target_group_arns" { value = aws_lb_target_group.main[*].arn }
output "target_group_arn_suffixes" { value = aws_lb_target_group.main[*].arn_suffix }
output "target_group_names" { value = aws_lb_target_group.main[*].name }
