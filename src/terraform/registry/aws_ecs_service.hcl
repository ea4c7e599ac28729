# What terraform-aws-modules/ecs//modules/service makes of its arguments, in versions 5 and 6: a container's attributes are
# spelled in snake case in version 5 and as ECS spells them in version 6. Its defaults are the module's documented ones.
variable "create" { default = true }
variable "create_service" { default = true }
variable "name" { default = null }
variable "region" { default = null }
variable "tags" { default = {} }
variable "cluster_arn" { default = "" }
variable "container_definitions" { default = {} }
variable "container_definition_defaults" { default = {} }
variable "create_task_definition" { default = true }
variable "task_definition_arn" { default = null }
variable "ignore_task_definition_changes" { default = false }
variable "family" { default = null }
variable "cpu" { default = 1024 }
variable "memory" { default = 2048 }
variable "network_mode" { default = "awsvpc" }
variable "requires_compatibilities" { default = ["FARGATE"] }
variable "runtime_platform" {
  default = { operating_system_family = "LINUX", cpu_architecture = "X86_64" }
}
variable "volume" { default = {} }
variable "pid_mode" { default = null }
variable "ipc_mode" { default = null }
variable "skip_destroy" { default = null }
variable "enable_fault_injection" { default = null }
variable "ephemeral_storage" { default = null }
variable "proxy_configuration" { default = null }
variable "launch_type" { default = "FARGATE" }
variable "capacity_provider_strategy" { default = {} }
variable "platform_version" { default = null }
variable "desired_count" { default = 1 }
variable "assign_public_ip" { default = false }
variable "subnet_ids" { default = [] }
variable "security_group_ids" { default = [] }
variable "create_security_group" { default = true }
variable "security_group_name" { default = null }
variable "security_group_rules" { default = {} }
variable "security_group_ingress_rules" { default = {} }
variable "security_group_egress_rules" { default = {} }
variable "vpc_id" { default = null }
variable "load_balancer" { default = {} }
variable "enable_execute_command" { default = false }
variable "enable_ecs_managed_tags" { default = true }
variable "propagate_tags" { default = null }
variable "scheduling_strategy" { default = null }
variable "health_check_grace_period_seconds" { default = null }
variable "deployment_circuit_breaker" { default = null }
variable "deployment_controller" { default = null }
variable "deployment_maximum_percent" { default = 200 }
variable "deployment_minimum_healthy_percent" { default = 66 }
variable "service_connect_configuration" { default = null }
variable "service_registries" { default = null }
variable "create_task_exec_iam_role" { default = true }
variable "task_exec_iam_role_arn" { default = null }
variable "task_exec_iam_role_name" { default = null }
variable "task_exec_iam_role_policies" { default = {} }
variable "create_tasks_iam_role" { default = true }
variable "tasks_iam_role_arn" { default = null }
variable "tasks_iam_role_name" { default = null }
variable "tasks_iam_role_policies" { default = {} }
variable "tasks_iam_role_statements" { default = [] }
variable "create_task_exec_policy" { default = true }
variable "task_exec_ssm_param_arns" { default = null }
variable "task_exec_secret_arns" { default = null }
variable "task_exec_iam_statements" { default = null }
variable "task_exec_iam_role_permissions_boundary" { default = null }
variable "tasks_iam_role_permissions_boundary" { default = null }

unused {
  names = [
    "disable_v7_default_name_description", "alarms", "availability_zone_rebalancing", "force_delete", "force_new_deployment", "sigint_rollback", "*placement_strategy",
    "*placement_constraints", "*timeouts", "triggers", "wait_*", "*_tags", "create_iam_role", "iam_role_arn", "iam_role_*", "track_latest", "*_use_name_prefix", "*_path",
    "*_description", "*_max_session_duration", "external_id", "scale", "enable_autoscaling", "autoscaling_*", "create_infrastructure_iam_role", "infrastructure_iam_role_*",
    "network_mode_default", "inference_accelerator", "security_group_description"
  ]
}

locals {
  exec_policy = local.make_roles.exec && var.create_task_exec_policy
  parameters  = var.task_exec_ssm_param_arns == null ? (var.since_6 ? [] : ["arn:aws:ssm:*:*:parameter/*"]) : var.task_exec_ssm_param_arns
  secrets     = var.task_exec_secret_arns == null ? (var.since_6 ? [] : ["arn:aws:secretsmanager:*:*:secret:*"]) : var.task_exec_secret_arns
}

locals {
  make_task  = var.create && var.create_task_definition
  make_roles = { exec = local.make_task && var.create_task_exec_iam_role, tasks = local.make_task && var.create_tasks_iam_role }
  make_group = var.create && var.create_security_group && var.network_mode == "awsvpc"
  logging    = { for k, c in var.container_definitions : k => try(c.enable_cloudwatch_logging, var.container_definition_defaults.enable_cloudwatch_logging, true) }
  given_logs = { for k, c in var.container_definitions : k => try(c.logConfiguration, c.log_configuration, var.container_definition_defaults.logConfiguration, var.container_definition_defaults.log_configuration, null) }
  given_linux = {
    for k, c in var.container_definitions : k => try(c.linuxParameters, c.linux_parameters, var.container_definition_defaults.linuxParameters, var.container_definition_defaults.linux_parameters, null)
  }
  prefixed = { for k, c in var.container_definitions : k => try(c.cloudwatch_log_group_use_name_prefix, var.container_definition_defaults.cloudwatch_log_group_use_name_prefix, false) }
  group    = { for k, c in var.container_definitions : k => try(c.cloudwatch_log_group_name, "/aws/ecs/${var.name}/${k}") }
  groups = {
    for k, c in var.container_definitions : k => local.prefixed[k] ? "${local.group[k]}-${model::undecided("Terraform ends the name of the log group with digits of its own")}" : local.group[k]
  }
  awslogs = {
    for k, c in var.container_definitions : k => {
      logDriver = "awslogs"
      options = {
        "awslogs-region"        = data.aws_region.current.name
        "awslogs-group"         = local.groups[k]
        "awslogs-stream-prefix" = "ecs"
      }
    }
  }
  containers = [
    for k, c in var.container_definitions : {
      name = try(c.name, k)
      command = try(c.command, var.container_definition_defaults.command, null)
      cpu = try(c.cpu, var.container_definition_defaults.cpu, null)
      credentialSpecs = try(c.credentialSpecs, c.credential_specs, var.container_definition_defaults.credentialSpecs, var.container_definition_defaults.credential_specs, null)
      dependsOn = try(c.dependsOn, c.dependencies, var.container_definition_defaults.dependsOn, var.container_definition_defaults.dependencies, null)
      disableNetworking = try(c.disableNetworking, c.disable_networking, var.container_definition_defaults.disableNetworking, var.container_definition_defaults.disable_networking, null)
      dnsSearchDomains = try(c.dnsSearchDomains, c.dns_search_domains, var.container_definition_defaults.dnsSearchDomains, var.container_definition_defaults.dns_search_domains, null)
      dnsServers = try(c.dnsServers, c.dns_servers, var.container_definition_defaults.dnsServers, var.container_definition_defaults.dns_servers, null)
      dockerLabels = try(c.dockerLabels, c.docker_labels, var.container_definition_defaults.dockerLabels, var.container_definition_defaults.docker_labels, null)
      dockerSecurityOptions = try(c.dockerSecurityOptions, c.docker_security_options, var.container_definition_defaults.dockerSecurityOptions, var.container_definition_defaults.docker_security_options, null)
      entryPoint = try(c.entrypoint, c.entryPoint, var.container_definition_defaults.entrypoint, var.container_definition_defaults.entryPoint, null)
      environment = try(c.environment, var.container_definition_defaults.environment, null)
      environmentFiles = try(c.environmentFiles, c.environment_files, var.container_definition_defaults.environmentFiles, var.container_definition_defaults.environment_files, null)
      essential = try(c.essential, var.container_definition_defaults.essential, null)
      extraHosts = try(c.extraHosts, c.extra_hosts, var.container_definition_defaults.extraHosts, var.container_definition_defaults.extra_hosts, null)
      firelensConfiguration = try(c.firelensConfiguration, c.firelens_configuration, var.container_definition_defaults.firelensConfiguration, var.container_definition_defaults.firelens_configuration, null)
      healthCheck = try(c.healthCheck, c.health_check, var.container_definition_defaults.healthCheck, var.container_definition_defaults.health_check, null)
      hostname = try(c.hostname, var.container_definition_defaults.hostname, null)
      image = try(c.image, var.container_definition_defaults.image, null)
      interactive = try(c.interactive, var.container_definition_defaults.interactive, false)
      links = try(c.links, var.container_definition_defaults.links, null)
      memory = try(c.memory, var.container_definition_defaults.memory, null)
      memoryReservation = try(c.memoryReservation, c.memory_reservation, var.container_definition_defaults.memoryReservation, var.container_definition_defaults.memory_reservation, null)
      mountPoints = try(c.mountPoints, c.mount_points, var.container_definition_defaults.mountPoints, var.container_definition_defaults.mount_points, [])
      portMappings = try(c.portMappings, c.port_mappings, var.container_definition_defaults.portMappings, var.container_definition_defaults.port_mappings, [])
      privileged = try(c.privileged, var.container_definition_defaults.privileged, false)
      pseudoTerminal = try(c.pseudoTerminal, c.pseudo_terminal, var.container_definition_defaults.pseudoTerminal, var.container_definition_defaults.pseudo_terminal, false)
      readonlyRootFilesystem = try(c.readonlyRootFilesystem, c.readonly_root_filesystem, var.container_definition_defaults.readonlyRootFilesystem, var.container_definition_defaults.readonly_root_filesystem, true)
      repositoryCredentials = try(c.repositoryCredentials, c.repository_credentials, var.container_definition_defaults.repositoryCredentials, var.container_definition_defaults.repository_credentials, null)
      resourceRequirements = try(c.resourceRequirements, c.resource_requirements, var.container_definition_defaults.resourceRequirements, var.container_definition_defaults.resource_requirements, null)
      restartPolicy = try(c.restartPolicy, c.restart_policy, var.container_definition_defaults.restartPolicy, var.container_definition_defaults.restart_policy, null)
      secrets = try(c.secrets, var.container_definition_defaults.secrets, null)
      startTimeout = try(c.startTimeout, c.start_timeout, var.container_definition_defaults.startTimeout, var.container_definition_defaults.start_timeout, 30)
      stopTimeout = try(c.stopTimeout, c.stop_timeout, var.container_definition_defaults.stopTimeout, var.container_definition_defaults.stop_timeout, 120)
      systemControls = try(c.systemControls, c.system_controls, var.container_definition_defaults.systemControls, var.container_definition_defaults.system_controls, [])
      ulimits = try(c.ulimits, var.container_definition_defaults.ulimits, null)
      user = try(c.user, var.container_definition_defaults.user, null)
      versionConsistency = try(c.versionConsistency, c.version_consistency, var.container_definition_defaults.versionConsistency, var.container_definition_defaults.version_consistency, "disabled")
      volumesFrom = try(c.volumesFrom, c.volumes_from, var.container_definition_defaults.volumesFrom, var.container_definition_defaults.volumes_from, [])
      workingDirectory = try(c.workingDirectory, c.working_directory, var.container_definition_defaults.workingDirectory, var.container_definition_defaults.working_directory, null)
      linuxParameters  = try(merge({ initProcessEnabled = var.enable_execute_command }, local.given_linux[k]), local.given_linux[k])
      logConfiguration = local.logging[k] ? try(merge(local.awslogs[k], local.given_logs[k]), local.awslogs[k]) : local.given_logs[k]
    } if try(c.create, true)
  ]
}

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "this" {
  for_each          = { for k, c in var.container_definitions : k => c if local.make_task && try(c.create, true) && local.logging[k] && try(c.create_cloudwatch_log_group, true) }
  name              = local.groups[each.key]
  retention_in_days = try(each.value.cloudwatch_log_group_retention_in_days, 30)
  kms_key_id        = try(each.value.cloudwatch_log_group_kms_key_id, null)
}

resource "aws_ecs_task_definition" "this" {
  count                    = local.make_task ? 1 : 0
  family                   = try(coalesce(var.family, var.name), null)
  container_definitions    = jsonencode(local.containers)
  cpu                      = var.cpu
  memory                   = var.memory
  network_mode             = var.network_mode
  requires_compatibilities = var.requires_compatibilities
  pid_mode                 = var.pid_mode
  ipc_mode                 = var.ipc_mode
  skip_destroy             = var.skip_destroy
  enable_fault_injection   = var.enable_fault_injection
  execution_role_arn       = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn)
  task_role_arn            = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn)
  tags                     = var.tags

  dynamic "runtime_platform" {
    for_each = var.runtime_platform[*]
    content {
      operating_system_family = try(runtime_platform.value.operating_system_family, null)
      cpu_architecture        = try(runtime_platform.value.cpu_architecture, null)
    }
  }
  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage[*]
    content {
      size_in_gib = ephemeral_storage.value.size_in_gib
    }
  }
  dynamic "volume" {
    for_each = var.volume == null ? {} : var.volume
    content {
      name                = try(volume.value.name, volume.key)
      host_path           = try(volume.value.host_path, null)
      configure_at_launch = try(volume.value.configure_at_launch, null)
      dynamic "efs_volume_configuration" {
        for_each = flatten([try(volume.value.efs_volume_configuration, [])])
        content {
          file_system_id          = try(efs_volume_configuration.value.file_system_id, null)
          root_directory          = try(efs_volume_configuration.value.root_directory, null)
          transit_encryption      = try(efs_volume_configuration.value.transit_encryption, null)
          transit_encryption_port = try(efs_volume_configuration.value.transit_encryption_port, null)
          dynamic "authorization_config" {
            for_each = flatten([try(efs_volume_configuration.value.authorization_config, [])])
            content {
              access_point_id = try(authorization_config.value.access_point_id, null)
              iam             = try(authorization_config.value.iam, null)
            }
          }
        }
      }
      dynamic "docker_volume_configuration" {
        for_each = flatten([try(volume.value.docker_volume_configuration, [])])
        content {
          scope         = try(docker_volume_configuration.value.scope, null)
          autoprovision = try(docker_volume_configuration.value.autoprovision, null)
          driver        = try(docker_volume_configuration.value.driver, null)
          driver_opts   = try(docker_volume_configuration.value.driver_opts, null)
          labels        = try(docker_volume_configuration.value.labels, null)
        }
      }
    }
  }
}

resource "aws_ecs_service" "this" {
  count                              = var.create && var.create_service ? 1 : 0
  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = local.make_task ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  launch_type                        = try(length(var.capacity_provider_strategy), 0) > 0 ? null : var.launch_type
  platform_version                   = var.platform_version
  desired_count                      = var.desired_count
  enable_execute_command             = var.enable_execute_command
  enable_ecs_managed_tags            = var.enable_ecs_managed_tags
  propagate_tags                     = var.propagate_tags
  scheduling_strategy                = var.scheduling_strategy
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  tags                               = var.tags

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" ? [1] : []
    content {
      assign_public_ip = var.assign_public_ip
      subnets          = var.subnet_ids
      security_groups  = concat(aws_security_group.this[*].id, var.security_group_ids)
    }
  }
  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider_strategy == null ? {} : var.capacity_provider_strategy
    content {
      capacity_provider = try(capacity_provider_strategy.value.capacity_provider, null)
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(capacity_provider_strategy.value.weight, null)
    }
  }
  dynamic "deployment_circuit_breaker" {
    for_each = flatten([var.deployment_circuit_breaker == null ? [] : [var.deployment_circuit_breaker]])
    content {
      enable   = try(deployment_circuit_breaker.value.enable, null)
      rollback = try(deployment_circuit_breaker.value.rollback, null)
    }
  }
  dynamic "load_balancer" {
    for_each = var.load_balancer == null ? {} : var.load_balancer
    content {
      target_group_arn = try(load_balancer.value.target_group_arn, null)
      elb_name         = try(load_balancer.value.elb_name, null)
      container_name   = try(load_balancer.value.container_name, null)
      container_port   = try(load_balancer.value.container_port, null)
    }
  }
  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_iam_role" "task_exec" {
  count = local.make_roles.exec ? 1 : 0
  name  = var.task_exec_iam_role_name
  permissions_boundary = var.task_exec_iam_role_permissions_boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "ECSTaskExecutionAssumeRole", Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "task_exec_additional" {
  for_each   = { for k, v in var.task_exec_iam_role_policies : k => v if local.make_roles.exec }
  role       = aws_iam_role.task_exec[0].name
  policy_arn = each.value
}

data "aws_iam_policy_document" "task_exec" {
  count = local.exec_policy ? 1 : 0
  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["*"]
  }
  statement {
    sid       = "ECR"
    actions   = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = length(local.parameters) > 0 ? [1] : []
    content {
      sid       = "GetSSMParams"
      actions   = ["ssm:GetParameters"]
      resources = local.parameters
    }
  }
  dynamic "statement" {
    for_each = length(local.secrets) > 0 ? [1] : []
    content {
      sid       = "GetSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secrets
    }
  }
  dynamic "statement" {
    for_each = var.task_exec_iam_statements == null ? [] : var.task_exec_iam_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = model::listed(try(statement.value.conditions, statement.value.condition, null))
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_policy" "task_exec" {
  count  = local.exec_policy ? 1 : 0
  policy = data.aws_iam_policy_document.task_exec[0].json
}

resource "aws_iam_role_policy_attachment" "task_exec" {
  count      = local.exec_policy ? 1 : 0
  role       = aws_iam_role.task_exec[0].name
  policy_arn = aws_iam_policy.task_exec[0].arn
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "tasks" {
  count = local.make_roles.tasks ? 1 : 0
  name  = var.tasks_iam_role_name
  permissions_boundary = var.tasks_iam_role_permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ECSTasksAssumeRole"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "tasks" {
  for_each   = { for k, v in var.tasks_iam_role_policies : k => v if local.make_roles.tasks }
  role       = aws_iam_role.tasks[0].name
  policy_arn = each.value
}

data "aws_iam_policy_document" "tasks" {
  count = local.make_roles.tasks && try(length(var.tasks_iam_role_statements) > 0, false) ? 1 : 0
  dynamic "statement" {
    for_each = var.tasks_iam_role_statements
    content {
      sid           = try(statement.value.sid, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      effect        = try(statement.value.effect, "Allow")
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = try(statement.value.conditions, statement.value.condition, [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "tasks" {
  count  = local.make_roles.tasks && try(length(var.tasks_iam_role_statements) > 0, false) ? 1 : 0
  role   = aws_iam_role.tasks[0].name
  policy = data.aws_iam_policy_document.tasks[0].json
}

resource "aws_security_group" "this" {
  count  = local.make_group ? 1 : 0
  name   = var.security_group_name
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if local.make_group }
  security_group_id        = aws_security_group.this[0].id
  type                     = each.value.type
  protocol                 = try(each.value.protocol, null)
  from_port                = try(each.value.from_port, null)
  to_port                  = try(each.value.to_port, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
  self                     = try(each.value.self, null)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = { for k, v in var.security_group_ingress_rules : k => v if local.make_group }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, null)
  to_port                      = try(each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each                     = { for k, v in var.security_group_egress_rules : k => v if local.make_group }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, null)
  to_port                      = try(each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id, null)
}

output "id" { value = try(aws_ecs_service.this[0].id, null) }
output "name" { value = try(aws_ecs_service.this[0].name, null) }
output "task_definition_arn" { value = try(aws_ecs_task_definition.this[0].arn, var.task_definition_arn) }
output "task_definition_family" { value = try(aws_ecs_task_definition.this[0].family, null) }
output "task_definition_revision" { value = try(aws_ecs_task_definition.this[0].revision, null) }
output "container_definitions" { value = { for container in local.containers : container.name => { container_definition = container } } }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn) }
output "task_exec_iam_role_name" { value = try(aws_iam_role.task_exec[0].name, null) }
output "tasks_iam_role_arn" { value = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn) }
output "tasks_iam_role_name" { value = try(aws_iam_role.tasks[0].name, null) }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
