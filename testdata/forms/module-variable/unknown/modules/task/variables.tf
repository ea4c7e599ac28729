variable "family" {
  description = "Family of the task definition"
  type        = string
}

variable "containers" {
  description = "Container definitions, as the ECS API spells them"
  type        = any
}
