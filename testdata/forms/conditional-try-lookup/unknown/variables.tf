variable "debug" {
  description = "Whether engineers may attach a debugger"
  type        = bool
}

variable "settings" {
  description = "Settings of the container"
  type        = any
}

variable "environment" {
  description = "Values of the environment, by name"
  type        = map(string)
}
