variable "debug" {
  description = "Whether engineers may attach a debugger"
  type        = bool
  default     = true
}
