variable "name" {
  type    = string
  default = "app"
}

variable "image_digest" {
  type    = string
  default = "sha256:4f1c7d0e9a2b5c6d8e3f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d"
}

variable "cpu" {
  type    = number
  default = 256
}

variable "memory" {
  type    = number
  default = 512
}

variable "privileged" {
  description = "Run the application container privileged"
  type        = bool
  default     = false
}
