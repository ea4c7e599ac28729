# What cn-terraform/ecs-fargate-task-definition makes of its arguments, in version 1: one container, and one role that is the task's and
# the execution role at once unless another is given.
defaults {
  name_prefix       = null
  container_name    = null
  container_memory  = 4096
  container_cpu     = 1024
  port_mappings     = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }]
  container_image = null
  container_memory_reservation = 2048
  container_definition = {}
  healthcheck = null
  essential = true
  entrypoint = null
  command = null
  working_directory = null
  environment = []
  extra_hosts = null
  map_environment = null
  map_secrets = null
  environment_files = null
  secrets = null
  readonly_root_filesystem = false
  linux_parameters = null
  log_configuration = null
  firelens_configuration = null
  mount_points = []
  dns_servers = null
  dns_search_domains = null
  ulimits = null
  repository_credentials = null
  volumes_from = []
  links = null
  user = null
  container_depends_on = null
  docker_labels = null
  start_timeout = 30
  stop_timeout = 30
  privileged = null
  system_controls = null
  hostname = null
  disable_networking = null
  interactive = null
  pseudo_terminal = null
  docker_security_options = null
  resource_requirements = null
  containers              = []
  permissions_boundary    = null
  task_role_arn           = null
  execution_role_arn      = null
  placement_constraints   = []
  proxy_configuration     = []
  ephemeral_storage_size  = 0
  volumes                 = []
  runtime_platform_cpu_architecture        = "X86_64"
  runtime_platform_operating_system_family = "LINUX"
  ecs_task_execution_role_custom_policies = []
  iam_partition           = "aws"
  tags                    = {}
}

unused {
  names = ["skip_destroy", "track_latest"]
}

module "container_definition" {
  source           = "cloudposse/ecs-container-definition/aws"
  version          = "0.58.1"
  container_name   = var.container_name
  container_memory = var.container_memory
  container_cpu    = var.container_cpu
  port_mappings    = var.port_mappings
  container_image = var.container_image
  container_memory_reservation = var.container_memory_reservation
  container_definition = var.container_definition
  healthcheck = var.healthcheck
  essential = var.essential
  entrypoint = var.entrypoint
  command = var.command
  working_directory = var.working_directory
  environment = var.environment
  extra_hosts = var.extra_hosts
  map_environment = var.map_environment
  map_secrets = var.map_secrets
  environment_files = var.environment_files
  secrets = var.secrets
  readonly_root_filesystem = var.readonly_root_filesystem
  linux_parameters = var.linux_parameters
  log_configuration = var.log_configuration
  firelens_configuration = var.firelens_configuration
  mount_points = var.mount_points
  dns_servers = var.dns_servers
  dns_search_domains = var.dns_search_domains
  ulimits = var.ulimits
  repository_credentials = var.repository_credentials
  volumes_from = var.volumes_from
  links = var.links
  user = var.user
  container_depends_on = var.container_depends_on
  docker_labels = var.docker_labels
  start_timeout = var.start_timeout
  stop_timeout = var.stop_timeout
  privileged = var.privileged
  system_controls = var.system_controls
  hostname = var.hostname
  disable_networking = var.disable_networking
  interactive = var.interactive
  pseudo_terminal = var.pseudo_terminal
  docker_security_options = var.docker_security_options
  resource_requirements = var.resource_requirements
}

resource "aws_iam_role" "ecs_task_execution_role" {
  count                = var.execution_role_arn == null ? 1 : 0
  name                 = "${var.name_prefix}-ecs-task-execution-role"
  permissions_boundary = var.permissions_boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "ecs_task_execution_role_policy_attach" {
  count      = var.execution_role_arn == null ? 1 : 0
  role       = aws_iam_role.ecs_task_execution_role[0].name
  policy_arn = "arn:${var.iam_partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_policy" "ecs_task_execution_role_custom_policy" {
  count  = var.execution_role_arn == null ? length(var.ecs_task_execution_role_custom_policies) : 0
  name   = "${var.name_prefix}-ecs-task-execution-role-custom-policy-${count.index}"
  policy = var.ecs_task_execution_role_custom_policies[count.index]
}

resource "aws_iam_role_policy_attachment" "ecs_task_execution_role_custom_policy" {
  count      = var.execution_role_arn == null ? length(var.ecs_task_execution_role_custom_policies) : 0
  role       = aws_iam_role.ecs_task_execution_role[0].name
  policy_arn = aws_iam_policy.ecs_task_execution_role_custom_policy[count.index].arn
}

locals {
  execution_role = var.execution_role_arn == null ? one(aws_iam_role.ecs_task_execution_role[*].arn) : var.execution_role_arn
}

resource "aws_ecs_task_definition" "td" {
  family                   = "${var.name_prefix}-td"
  container_definitions    = length(var.containers) == 0 ? "[${module.container_definition.json_map_encoded}]" : jsonencode(var.containers)
  task_role_arn            = var.task_role_arn == null ? local.execution_role : var.task_role_arn
  execution_role_arn       = local.execution_role
  network_mode             = "awsvpc"
  cpu                      = var.container_cpu
  memory                   = var.container_memory
  requires_compatibilities = ["FARGATE"]
  tags                     = var.tags
  runtime_platform {
    cpu_architecture        = var.runtime_platform_cpu_architecture
    operating_system_family = var.runtime_platform_operating_system_family
  }
  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_size == 0 ? [] : [1]
    content {
      size_in_gib = var.ephemeral_storage_size
    }
  }
  dynamic "placement_constraints" {
    for_each = var.placement_constraints
    content {
      type       = placement_constraints.value.type
      expression = try(placement_constraints.value.expression, null)
    }
  }
  dynamic "proxy_configuration" {
    for_each = var.proxy_configuration
    content {
      container_name = proxy_configuration.value.container_name
      properties     = try(proxy_configuration.value.properties, null)
      type           = try(proxy_configuration.value.type, null)
    }
  }
  dynamic "volume" {
    for_each = var.volumes
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

output "aws_iam_role_ecs_task_execution_role_arn" { value = local.execution_role }
output "aws_iam_role_ecs_task_execution_role_name" { value = one(aws_iam_role.ecs_task_execution_role[*].name) }
output "aws_ecs_task_definition_td_arn" { value = aws_ecs_task_definition.td.arn }
output "aws_ecs_task_definition_td_family" { value = aws_ecs_task_definition.td.family }
output "aws_ecs_task_definition_td_revision" { value = aws_ecs_task_definition.td.revision }
output "container_name" { value = var.container_name }
