locals {
  # The API has lists of name and value; callers find maps handier.
  environment = var.map_environment == null ? null : [
    for name in sort(keys(var.map_environment)) : {
      name  = name
      value = lookup(var.map_environment, name)
    }
  ]

  secrets = var.map_secrets == null ? null : [
    for name in sort(keys(var.map_secrets)) : {
      name      = name
      valueFrom = lookup(var.map_secrets, name)
    }
  ]

  definition = {
    name                   = var.container_name
    image                  = var.container_image
    essential              = var.essential
    cpu                    = var.container_cpu
    memory                 = var.container_memory
    user                   = var.user
    privileged             = var.privileged
    readonlyRootFilesystem = var.readonly_root_filesystem
    command                = var.command
    portMappings           = var.port_mappings
    environment            = local.environment
    secrets                = local.secrets
    linuxParameters        = var.linux_parameters
    logConfiguration       = var.log_configuration
  }

  definition_without_nulls = { for key, value in local.definition : key => value if value != null }

  json_map = jsonencode(local.definition_without_nulls)
}
