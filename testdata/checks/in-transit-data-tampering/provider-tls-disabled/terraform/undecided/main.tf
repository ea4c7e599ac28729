# Neither the switch nor the host is known.

variable "insecure" {
  type = bool
}

variable "endpoint" {
  type = string
}

provider "aws" {
  region   = "eu-west-1"
  insecure = var.insecure

  endpoints {
    ecs = "http://${var.endpoint}:4566"
  }
}
