variable "name" {
  type = string
}

variable "cluster" {
  type = string
}

variable "image" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "log_group" {
  type = string
}

variable "public_ip" {
  type    = bool
  default = false
}

variable "privileged" {
  type    = bool
  default = false
}

variable "environment" {
  type    = map(string)
  default = {}
}
