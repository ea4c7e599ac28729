# What cloudposse/ecs-alb-service-task makes of its arguments, in versions 0.40 to 0.79: a task definition, its roles, a service and its
# security group. The execution role reads every parameter, and the service may reach everything, by default.
defaults {
  vpc_id                         = null
  ecs_cluster_arn                = null
  ecs_load_balancers             = []
  container_definition_json      = null
  subnet_ids                     = null
  security_group_enabled         = true
  enable_all_egress_rule         = true
  enable_icmp_rule               = false
  use_alb_security_group         = false
  alb_security_group             = ""
  container_port                 = 80
  use_nlb_cidr_blocks            = false
  nlb_container_port             = 80
  nlb_cidr_blocks                = []
  security_group_ids             = []
  launch_type                    = "FARGATE"
  platform_version               = "LATEST"
  scheduling_strategy            = "REPLICA"
  task_placement_constraints     = []
  network_mode                   = "awsvpc"
  task_cpu                       = 256
  task_memory                    = 512
  task_exec_role_arn             = []
  task_exec_policy_arns          = []
  task_exec_policy_arns_map      = {}
  task_role_arn                  = []
  task_policy_arns               = []
  task_policy_arns_map           = {}
  service_role_arn               = null
  desired_count                  = 1
  deployment_controller_type     = "ECS"
  deployment_maximum_percent     = 200
  deployment_minimum_healthy_percent = 100
  health_check_grace_period_seconds  = 0
  runtime_platform               = []
  volumes                        = []
  efs_volumes                    = []
  bind_mount_volumes             = []
  docker_volumes                 = []
  fsx_volumes                    = []
  proxy_configuration            = null
  ignore_changes_task_definition = true
  ignore_changes_desired_count   = false
  assign_public_ip               = false
  propagate_tags                 = null
  enable_ecs_managed_tags        = false
  capacity_provider_strategies   = []
  service_connect_configurations = []
  permissions_boundary           = ""
  use_old_arn                    = false
  task_definition                = []
  exec_enabled                   = false
  circuit_breaker_deployment_enabled = false
  circuit_breaker_rollback_enabled   = false
  ephemeral_storage_size         = 0
  ecs_service_enabled            = true
  ipc_mode                       = null
  pid_mode                       = null
  enable_fault_injection         = false
}

unused {
  names = [
    "security_group_description", "ordered_placement_strategy", "service_placement_constraints", "availability_zone_rebalancing", "service_registries", "wait_for_steady_state",
    "force_new_deployment", "redeploy_on_apply", "role_tags_enabled", "track_latest"
  ]
}

locals {
  on            = module.this.enabled
  given_task    = flatten([var.task_definition])
  own_task      = local.on && length(local.given_task) == 0
  service       = local.on && var.ecs_service_enabled
  given_role    = try(coalesce(var.task_role_arn[0]), coalesce(tostring(var.task_role_arn)), "")
  given_exec    = try(coalesce(var.task_exec_role_arn[0]), coalesce(tostring(var.task_exec_role_arn)), "")
  own_role      = local.on && length(var.task_role_arn) == 0
  own_exec      = local.on && length(var.task_exec_role_arn) == 0
  service_role  = local.on && var.network_mode != "awsvpc" && length(var.ecs_load_balancers) >= 1
  guarded       = local.on && var.network_mode == "awsvpc" && var.security_group_enabled
  mounts        = concat(var.volumes, var.docker_volumes, var.efs_volumes, var.fsx_volumes, var.bind_mount_volumes)
  boundary      = var.permissions_boundary == "" ? null : var.permissions_boundary
  policies      = merge({ for i, arn in var.task_policy_arns : "_#${i}_" => arn }, var.task_policy_arns_map)
  exec_policies = merge({ for i, arn in var.task_exec_policy_arns : "_#${i}_" => arn }, var.task_exec_policy_arns_map)
  tasks = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_ecs_task_definition" "default" {
  count                    = local.own_task ? 1 : 0
  family                   = module.this.id
  container_definitions    = var.container_definition_json
  requires_compatibilities = [var.launch_type]
  network_mode             = var.network_mode
  cpu                      = var.task_cpu
  memory                   = var.task_memory
  ipc_mode                 = var.ipc_mode
  pid_mode                 = var.pid_mode
  enable_fault_injection   = var.enable_fault_injection
  execution_role_arn       = length(local.given_exec) > 0 ? local.given_exec : one(aws_iam_role.ecs_exec[*].arn)
  task_role_arn            = length(local.given_role) > 0 ? local.given_role : one(aws_iam_role.ecs_task[*].arn)
  tags                     = var.use_old_arn ? null : module.this.tags
  dynamic "proxy_configuration" {
    for_each = var.proxy_configuration == null ? [] : [var.proxy_configuration]
    content {
      type           = try(proxy_configuration.value.type, "APPMESH")
      container_name = proxy_configuration.value.container_name
      properties     = proxy_configuration.value.properties
    }
  }
  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_size == 0 ? [] : [1]
    content {
      size_in_gib = var.ephemeral_storage_size
    }
  }
  dynamic "placement_constraints" {
    for_each = var.task_placement_constraints
    content {
      type       = placement_constraints.value.type
      expression = try(placement_constraints.value.expression, null)
    }
  }
  dynamic "runtime_platform" {
    for_each = var.runtime_platform
    content {
      operating_system_family = try(runtime_platform.value.operating_system_family, null)
      cpu_architecture        = try(runtime_platform.value.cpu_architecture, null)
    }
  }
  dynamic "volume" {
    for_each = local.mounts
    content {
      name      = volume.value.name
      host_path = try(volume.value.host_path, null)
      dynamic "docker_volume_configuration" {
        for_each = model::listed(try(volume.value.docker_volume_configuration, null))
        content {
          autoprovision = try(docker_volume_configuration.value.autoprovision, null)
          driver        = try(docker_volume_configuration.value.driver, null)
          driver_opts   = try(docker_volume_configuration.value.driver_opts, null)
          labels        = try(docker_volume_configuration.value.labels, null)
          scope         = try(docker_volume_configuration.value.scope, null)
        }
      }
      dynamic "efs_volume_configuration" {
        for_each = model::listed(try(volume.value.efs_volume_configuration, null))
        content {
          file_system_id          = try(efs_volume_configuration.value.file_system_id, null)
          root_directory          = try(efs_volume_configuration.value.root_directory, null)
          transit_encryption      = try(efs_volume_configuration.value.transit_encryption, null)
          transit_encryption_port = try(efs_volume_configuration.value.transit_encryption_port, null)
          dynamic "authorization_config" {
            for_each = model::listed(try(efs_volume_configuration.value.authorization_config, null))
            content {
              access_point_id = try(authorization_config.value.access_point_id, null)
              iam             = try(authorization_config.value.iam, null)
            }
          }
        }
      }
    }
  }
}

resource "aws_iam_role" "ecs_task" {
  count                = local.own_role ? 1 : 0
  name                 = "${module.this.id}${module.this.delimiter}task"
  assume_role_policy   = local.tasks
  permissions_boundary = local.boundary
}

resource "aws_iam_role_policy_attachment" "ecs_task" {
  for_each   = { for k, v in local.policies : k => v if local.own_role }
  policy_arn = each.value
  role       = one(aws_iam_role.ecs_task[*].id)
}

resource "aws_iam_role_policy" "ecs_ssm_exec" {
  count = local.own_role && var.exec_enabled ? 1 : 0
  role  = one(aws_iam_role.ecs_task[*].id)
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = [for one in ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"] : "ssmmessages:${one}"], Resource = "*" }]
  })
}

resource "aws_iam_role" "ecs_exec" {
  count                = local.own_exec ? 1 : 0
  name                 = "${module.this.id}${module.this.delimiter}exec"
  assume_role_policy   = local.tasks
  permissions_boundary = local.boundary
}

resource "aws_iam_role_policy" "ecs_exec" {
  count = local.own_exec ? 1 : 0
  role  = one(aws_iam_role.ecs_exec[*].id)
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ssm:GetParameters", "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "ecs_exec" {
  for_each   = { for k, v in local.exec_policies : k => v if local.own_exec }
  policy_arn = each.value
  role       = one(aws_iam_role.ecs_exec[*].id)
}

resource "aws_iam_role" "ecs_service" {
  count                = local.service_role && var.service_role_arn == null ? 1 : 0
  name                 = "${module.this.id}${module.this.delimiter}service"
  permissions_boundary = local.boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs.amazonaws.com" } }]
  })
}

resource "aws_security_group" "ecs_service" {
  count  = local.guarded ? 1 : 0
  name   = "${module.this.id}${module.this.delimiter}service"
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "allow_all_egress" {
  count             = local.guarded && var.enable_all_egress_rule ? 1 : 0
  security_group_id = one(aws_security_group.ecs_service[*].id)
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "allow_icmp_ingress" {
  count             = local.guarded && var.enable_icmp_rule ? 1 : 0
  security_group_id = one(aws_security_group.ecs_service[*].id)
  type              = "ingress"
  from_port         = 8
  to_port           = 0
  protocol          = "icmp"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "alb" {
  count                    = local.guarded && var.use_alb_security_group ? 1 : 0
  security_group_id        = one(aws_security_group.ecs_service[*].id)
  type                     = "ingress"
  from_port                = var.container_port
  to_port                  = var.container_port
  protocol                 = "tcp"
  source_security_group_id = var.alb_security_group
}

resource "aws_security_group_rule" "nlb" {
  count             = local.guarded && var.use_nlb_cidr_blocks ? 1 : 0
  security_group_id = one(aws_security_group.ecs_service[*].id)
  type              = "ingress"
  from_port         = var.nlb_container_port
  to_port           = var.nlb_container_port
  protocol          = "tcp"
  cidr_blocks       = var.nlb_cidr_blocks
}

resource "aws_ecs_service" "ignore_changes_task_definition" {
  count                              = local.service && var.ignore_changes_task_definition ? 1 : 0
  name                               = module.this.id
  cluster                            = var.ecs_cluster_arn
  task_definition                    = local.own_task ? aws_ecs_task_definition.default[0].arn : local.given_task[0]
  launch_type                        = length(var.capacity_provider_strategies) > 0 ? null : var.launch_type
  platform_version                   = var.launch_type == "FARGATE" ? var.platform_version : null
  scheduling_strategy                = var.launch_type == "FARGATE" ? "REPLICA" : var.scheduling_strategy
  desired_count                      = var.desired_count
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  enable_ecs_managed_tags            = var.enable_ecs_managed_tags
  enable_execute_command             = var.exec_enabled
  propagate_tags                     = var.propagate_tags
  iam_role                           = local.service_role ? try(coalesce(var.service_role_arn, one(aws_iam_role.ecs_service[*].arn)), null) : null
  tags                               = var.use_old_arn ? null : module.this.tags
  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider_strategies
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = try(capacity_provider_strategy.value.weight, null)
      base              = try(capacity_provider_strategy.value.base, null)
    }
  }
  dynamic "load_balancer" {
    for_each = var.ecs_load_balancers
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }
  dynamic "service_connect_configuration" {
    for_each = var.service_connect_configurations
    content {
      enabled   = service_connect_configuration.value.enabled
      namespace = try(service_connect_configuration.value.namespace, null)
      dynamic "service" {
        for_each = model::listed(try(service_connect_configuration.value.service, null))
        content {
          port_name      = service.value.port_name
          discovery_name = try(service.value.discovery_name, null)
          dynamic "tls" {
            for_each = model::listed(try(service.value.tls, null))
            content {
              kms_key  = try(tls.value.kms_key, null)
              role_arn = try(tls.value.role_arn, null)
            }
          }
        }
      }
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? ["true"] : []
    content {
      security_groups  = compact(concat(var.security_group_ids, aws_security_group.ecs_service[*].id))
      subnets          = var.subnet_ids
      assign_public_ip = var.assign_public_ip
    }
  }
  dynamic "deployment_circuit_breaker" {
    for_each = var.deployment_controller_type == "ECS" ? ["true"] : []
    content {
      enable   = var.circuit_breaker_deployment_enabled
      rollback = var.circuit_breaker_rollback_enabled
    }
  }
  deployment_controller {
    type = var.deployment_controller_type
  }
  lifecycle {
    ignore_changes = [task_definition]
  }
}

resource "aws_ecs_service" "default" {
  count                              = local.service && !var.ignore_changes_task_definition ? 1 : 0
  name                               = module.this.id
  cluster                            = var.ecs_cluster_arn
  task_definition                    = local.own_task ? aws_ecs_task_definition.default[0].arn : local.given_task[0]
  launch_type                        = length(var.capacity_provider_strategies) > 0 ? null : var.launch_type
  platform_version                   = var.launch_type == "FARGATE" ? var.platform_version : null
  scheduling_strategy                = var.launch_type == "FARGATE" ? "REPLICA" : var.scheduling_strategy
  desired_count                      = var.desired_count
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  enable_ecs_managed_tags            = var.enable_ecs_managed_tags
  enable_execute_command             = var.exec_enabled
  propagate_tags                     = var.propagate_tags
  iam_role                           = local.service_role ? try(coalesce(var.service_role_arn, one(aws_iam_role.ecs_service[*].arn)), null) : null
  tags                               = var.use_old_arn ? null : module.this.tags
  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider_strategies
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = try(capacity_provider_strategy.value.weight, null)
      base              = try(capacity_provider_strategy.value.base, null)
    }
  }
  dynamic "load_balancer" {
    for_each = var.ecs_load_balancers
    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }
  dynamic "service_connect_configuration" {
    for_each = var.service_connect_configurations
    content {
      enabled   = service_connect_configuration.value.enabled
      namespace = try(service_connect_configuration.value.namespace, null)
      dynamic "service" {
        for_each = model::listed(try(service_connect_configuration.value.service, null))
        content {
          port_name      = service.value.port_name
          discovery_name = try(service.value.discovery_name, null)
          dynamic "tls" {
            for_each = model::listed(try(service.value.tls, null))
            content {
              kms_key  = try(tls.value.kms_key, null)
              role_arn = try(tls.value.role_arn, null)
            }
          }
        }
      }
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? ["true"] : []
    content {
      security_groups  = compact(concat(var.security_group_ids, aws_security_group.ecs_service[*].id))
      subnets          = var.subnet_ids
      assign_public_ip = var.assign_public_ip
    }
  }
  dynamic "deployment_circuit_breaker" {
    for_each = var.deployment_controller_type == "ECS" ? ["true"] : []
    content {
      enable   = var.circuit_breaker_deployment_enabled
      rollback = var.circuit_breaker_rollback_enabled
    }
  }
  deployment_controller {
    type = var.deployment_controller_type
  }
}

locals {
  made = concat(aws_ecs_service.ignore_changes_task_definition, aws_ecs_service.default)
}

output "service_name" { value = try(local.made[0].name, "") }
output "service_arn" { value = try(local.made[0].id, "") }
output "service_role_arn" { value = one(aws_iam_role.ecs_service[*].arn) }
output "service_security_group_id" { value = one(aws_security_group.ecs_service[*].id) }
output "task_role_name" { value = one(aws_iam_role.ecs_task[*].name) }
output "task_role_arn" { value = length(local.given_role) > 0 ? local.given_role : one(aws_iam_role.ecs_task[*].arn) }
output "task_role_id" { value = one(aws_iam_role.ecs_task[*].unique_id) }
output "task_exec_role_name" { value = one(aws_iam_role.ecs_exec[*].name) }
output "task_exec_role_arn" { value = length(local.given_exec) > 0 ? local.given_exec : one(aws_iam_role.ecs_exec[*].arn) }
output "task_exec_role_id" { value = one(aws_iam_role.ecs_exec[*].unique_id) }
output "ecs_exec_role_policy_id" { value = one(aws_iam_role_policy.ecs_exec[*].id) }
output "ecs_exec_role_policy_name" { value = one(aws_iam_role_policy.ecs_exec[*].name) }
output "task_definition_family" { value = one(aws_ecs_task_definition.default[*].family) }
output "task_definition_revision" { value = one(aws_ecs_task_definition.default[*].revision) }
output "task_definition_arn" { value = one(aws_ecs_task_definition.default[*].arn) }
output "task_definition_arn_without_revision" { value = one(aws_ecs_task_definition.default[*].arn_without_revision) }
