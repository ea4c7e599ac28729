# What boldlink/ecs-service makes of its arguments, in versions 1.5.0 and later: a task definition whose containers it is handed as one text,
# its two roles, a service with a security group, a log group, and a load balancer if one is asked for. Up to 1.5 the trust policies have
# other names, and what is beside the service is not known.
defaults {
  name                              = null
  cluster                           = null
  vpc_id                            = null
  family                            = null
  container_definitions             = null
  network_mode                      = "none"
  requires_compatibilities          = []
  cpu                               = 256
  memory                            = 1024
  volume_name                       = "service-storage"
  create_task_definition            = true
  deployment_controller_type        = "ECS"
  launch_type                       = "FARGATE"
  capacity_provider_strategy        = []
  desired_count                     = 1
  tasks_minimum_healthy_percent     = 100
  tasks_maximum_percent             = 200
  enable_execute_command            = false
  propagate_tags                    = "TASK_DEFINITION"
  network_configuration             = {}
  load_balancer                     = []
  service_ingress_rules             = []
  service_ingress_rules_sg          = []
  task_assume_role_policy           = ""
  task_role_policy                  = ""
  task_execution_role               = null
  task_execution_assume_role_policy = null
  task_execution_role_policy        = ""
  retention_in_days                 = 3653
  kms_key_id                        = null
  enable_key_rotation               = true
  key_deletion_window_in_days       = 7
  tags                              = {}
  create_load_balancer              = false
  load_balancer_type                = "application"
  internal                          = false
  alb_subnets                       = []
  access_logs                       = {}
  drop_invalid_header_fields        = false
  enable_deletion_protection        = false
  listener_port                     = 80
  listener_protocol                 = "HTTP"
  ssl_policy                        = "ELBSecurityPolicy-TLS-1-2-2017-01"
  acm_certificate_arn               = null
  tg_port                           = 80
  tg_protocol                       = "HTTP"
  target_type                       = "ip"
  lb_ingress_rules                  = []
  associate_with_waf                = false
  web_acl_arn                       = null
}

unused {
  names = [
    "force_new_deployment", "triggers", "enable_autoscaling", "*_scaling_policies", "scheduled_actions", "max_capacity", "min_capacity", "autoscale_role_arn",
    "scalable_dimension", "service_namespace", "idle_timeout", "default_type", "matcher", "healthy_threshold", "interval", "path", "self_signed_cert_*"
  ]
}

locals {
  create    = var.deployment_controller_type != "EXTERNAL" && var.create_task_definition
  earlier   = model::undecided("what versions before 1.6 make beside their service is not known")
  later     = var.since_1_6 || local.earlier
  balanced  = var.create_load_balancer ? local.later : false
  trust     = var.since_1_6 ? var.task_assume_role_policy : var.task_role_policy
  execution = var.since_1_6 ? var.task_execution_assume_role_policy : var.task_execution_role
  behind    = length(var.lb_ingress_rules) > 0 ? local.balanced : false
}

resource "aws_ecs_task_definition" "this" {
  count                    = local.create ? 1 : 0
  family                   = var.family
  task_role_arn            = try(aws_iam_role.task_role[0].arn, "")
  execution_role_arn       = try(aws_iam_role.task_execution_role[0].arn, "")
  network_mode             = var.network_mode
  requires_compatibilities = var.requires_compatibilities
  cpu                      = var.cpu
  memory                   = var.memory
  container_definitions    = var.container_definitions
  tags                     = var.tags
  volume {
    name = var.volume_name
  }
}

resource "aws_iam_role" "task_role" {
  count              = local.create && local.trust != "" ? 1 : 0
  name               = "${var.name}-ecs-task-role"
  assume_role_policy = local.trust
  tags               = var.tags
}

resource "aws_iam_role_policy" "task_role_policy" {
  count  = var.since_1_6 && var.task_role_policy != "" ? 1 : 0
  name   = "${var.name}-ecs-task-role-policy"
  role   = aws_iam_role.task_role[0].name
  policy = var.task_role_policy
}

resource "aws_iam_role" "task_execution_role" {
  count              = local.create && var.task_execution_role_policy != "" ? 1 : 0
  name               = "${var.name}-task-execution-role"
  assume_role_policy = local.execution
  tags               = var.tags
}

resource "aws_iam_role_policy" "task_execution_role_policy" {
  count  = var.task_execution_role_policy != "" ? 1 : 0
  name   = "${var.name}-task-execution-role-policy"
  role   = aws_iam_role.task_execution_role[0].name
  policy = var.task_execution_role_policy
}

resource "aws_ecs_service" "service" {
  name                               = var.name
  cluster                            = var.cluster
  task_definition                    = try(aws_ecs_task_definition.this[0].arn, "")
  desired_count                      = var.desired_count
  deployment_minimum_healthy_percent = var.tasks_minimum_healthy_percent
  deployment_maximum_percent         = var.tasks_maximum_percent
  launch_type                        = length(var.capacity_provider_strategy) > 0 ? null : var.launch_type
  enable_execute_command             = var.enable_execute_command
  propagate_tags                     = var.propagate_tags
  tags                               = var.tags
  deployment_controller {
    type = var.deployment_controller_type
  }
  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider_strategy
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? [var.network_configuration] : []
    content {
      subnets          = network_configuration.value.subnets
      assign_public_ip = try(network_configuration.value.assign_public_ip, null)
      security_groups  = [aws_security_group.service.id]
    }
  }
  dynamic "load_balancer" {
    for_each = var.load_balancer
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      target_group_arn = try(load_balancer.value.target_group_arn, try(aws_lb_target_group.main[0].arn, null))
    }
  }
}

resource "aws_security_group" "service" {
  name        = "${var.name}-security-group"
  description = "${var.name} Service security group"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_security_group_rule" "service_with_lb_ingress" {
  count                    = local.behind ? 1 : 0
  security_group_id        = aws_security_group.service.id
  type                     = "ingress"
  source_security_group_id = aws_security_group.lb[0].id
  from_port                = try(var.load_balancer[0].container_port, null)
  to_port                  = try(var.load_balancer[0].container_port, null)
  protocol                 = "-1"
}

resource "aws_security_group_rule" "service_ingress" {
  count             = local.behind ? 0 : length(var.service_ingress_rules)
  security_group_id = aws_security_group.service.id
  type              = "ingress"
  from_port         = try(var.service_ingress_rules[count.index].from_port, null)
  to_port           = try(var.service_ingress_rules[count.index].to_port, null)
  protocol          = try(var.service_ingress_rules[count.index].protocol, null)
  cidr_blocks       = try(var.service_ingress_rules[count.index].cidr_blocks, [])
  self              = try(var.service_ingress_rules[count.index].self, null)
}

resource "aws_security_group_rule" "service_ingress_sg" {
  count                    = local.behind ? 0 : length(var.service_ingress_rules_sg)
  security_group_id        = aws_security_group.service.id
  type                     = "ingress"
  from_port                = try(var.service_ingress_rules_sg[count.index].from_port, null)
  to_port                  = try(var.service_ingress_rules_sg[count.index].to_port, null)
  protocol                 = try(var.service_ingress_rules_sg[count.index].protocol, null)
  source_security_group_id = try(var.service_ingress_rules_sg[count.index].source_security_group_id, null)
  self                     = try(var.service_ingress_rules_sg[count.index].self, null)
}

resource "aws_security_group_rule" "service_egress" {
  count             = local.later ? 1 : 0
  security_group_id = aws_security_group.service.id
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_kms_key" "cloudwatch_log_group" {
  count                   = var.kms_key_id == null ? (local.later ? 1 : 0) : 0
  enable_key_rotation     = var.enable_key_rotation
  deletion_window_in_days = var.key_deletion_window_in_days
  tags                    = var.tags
}

resource "aws_cloudwatch_log_group" "main" {
  count             = local.later ? 1 : 0
  name              = "/aws/ecs-service/${var.name}"
  retention_in_days = var.retention_in_days
  kms_key_id        = var.kms_key_id == null ? aws_kms_key.cloudwatch_log_group[0].arn : var.kms_key_id
  tags              = var.tags
}

resource "aws_lb" "main" {
  count                      = local.balanced ? 1 : 0
  name                       = var.name
  internal                   = var.internal
  load_balancer_type         = var.load_balancer_type
  subnets                    = var.alb_subnets
  security_groups            = [aws_security_group.lb[0].id]
  drop_invalid_header_fields = var.drop_invalid_header_fields
  enable_deletion_protection = var.enable_deletion_protection
  tags                       = var.tags
  dynamic "access_logs" {
    for_each = length(keys(var.access_logs)) > 0 ? [var.access_logs] : []
    content {
      bucket  = access_logs.value.bucket
      enabled = lookup(access_logs.value, "enabled", null)
      prefix  = lookup(access_logs.value, "prefix", null)
    }
  }
}

resource "aws_wafv2_web_acl_association" "main" {
  count        = var.associate_with_waf && local.balanced ? 1 : 0
  resource_arn = aws_lb.main[0].arn
  web_acl_arn  = var.web_acl_arn
}

resource "aws_lb_target_group" "main" {
  count       = local.balanced ? 1 : 0
  name        = var.name
  port        = var.tg_port
  protocol    = var.tg_protocol
  target_type = var.target_type
  vpc_id      = var.vpc_id
}

resource "aws_lb_listener" "http_redirect" {
  count             = local.balanced && var.load_balancer_type == "application" ? 1 : 0
  load_balancer_arn = aws_lb.main[0].arn
  port              = var.listener_port
  protocol          = var.listener_protocol
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "forward" {
  count             = local.balanced ? 1 : 0
  load_balancer_arn = aws_lb.main[0].arn
  port              = var.load_balancer_type == "network" ? var.tg_port : "443"
  protocol          = var.load_balancer_type == "network" ? "TLS" : "HTTPS"
  ssl_policy        = var.ssl_policy
  certificate_arn   = var.acm_certificate_arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main[0].arn
  }
}

resource "aws_security_group" "lb" {
  count       = local.balanced ? 1 : 0
  name        = "${var.name}-lb-security-group"
  description = "${var.name} Load balancer security group"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_security_group_rule" "lb_ingress" {
  count                    = local.balanced ? length(var.lb_ingress_rules) : 0
  security_group_id        = aws_security_group.lb[0].id
  type                     = "ingress"
  from_port                = try(var.lb_ingress_rules[count.index].from_port, null)
  to_port                  = try(var.lb_ingress_rules[count.index].to_port, null)
  protocol                 = try(var.lb_ingress_rules[count.index].protocol, null)
  cidr_blocks              = try(var.lb_ingress_rules[count.index].cidr_blocks, [])
  source_security_group_id = try(var.lb_ingress_rules[count.index].cidr_blocks, null) == null ? try(var.lb_ingress_rules[count.index].source_security_group_id, null) : null
}

resource "aws_security_group_rule" "lb_egress" {
  count             = local.balanced ? 1 : 0
  security_group_id = aws_security_group.lb[0].id
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

output "iam_role_arn_role" { value = [aws_iam_role.task_role[*].arn] }
output "iam_role_id_role" { value = [aws_iam_role.task_role[*].id] }
output "iam_role_name_role" { value = [aws_iam_role.task_role[*].name] }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.main[0].arn, null) }
