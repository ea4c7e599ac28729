variable "container_name" {
  description = "Name of the container"
  type        = string
}

variable "container_image" {
  description = "Image, with its digest"
  type        = string
}

variable "container_cpu" {
  description = "CPU units"
  type        = number
  default     = 0
}

variable "container_memory" {
  description = "Hard limit in MiB"
  type        = number
  default     = null
}

variable "essential" {
  description = "Whether the task stops with this container"
  type        = bool
  default     = true
}

variable "user" {
  description = "User and group inside the container"
  type        = string
  default     = null
}

variable "privileged" {
  description = "Whether the container owns its host"
  type        = bool
  default     = null
}

variable "readonly_root_filesystem" {
  description = "Whether the root file system is mounted read-only"
  type        = bool
  default     = false
}

variable "command" {
  description = "Command of the container"
  type        = list(string)
  default     = null
}

variable "port_mappings" {
  description = "Ports, as the ECS API spells them"
  type        = list(any)
  default     = []
}

variable "map_environment" {
  description = "Environment, by name"
  type        = map(string)
  default     = null
}

variable "map_secrets" {
  description = "Where each secret is read from, by name"
  type        = map(string)
  default     = null
}

variable "linux_parameters" {
  description = "Linux parameters, as the ECS API spells them"
  type        = any
  default     = null
}

variable "log_configuration" {
  description = "Log configuration, as the ECS API spells it"
  type        = any
  default     = null
}
