variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "release" {
  description = "The image tag to deploy; set by the pipeline."
  type        = string
}

variable "private_subnets" {
  type    = list(string)
  default = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
}

variable "public_subnets" {
  type    = list(string)
  default = ["subnet-0c1d2e3f405162738"]
}

variable "debug_admin" {
  description = "Gives the admin container the host's devices while an incident is looked at."
  type        = bool
  default     = true
}

variable "admin_password" {
  type      = string
  sensitive = true
}
