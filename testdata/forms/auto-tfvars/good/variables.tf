variable "privileged" {
  description = "Run the application container privileged"
  type        = bool
}

variable "readonly_root_filesystem" {
  description = "Mount the root file system of the application container read-only"
  type        = bool
}
variable "environment" {
  description = "Environment of the application container, by name"
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Where each secret is read from, by name"
  type        = map(string)
  default     = {}
}
