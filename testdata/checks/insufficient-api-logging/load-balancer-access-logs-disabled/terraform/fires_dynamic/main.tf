# The block comes from a variable that names no bucket.

provider "aws" {
  region = "eu-west-1"
}

variable "log_bucket" {
  type    = string
  default = null
}

resource "aws_lb" "this" { # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  name               = "this"
  internal           = true
  load_balancer_type = "application"
  subnets            = ["subnet-0a", "subnet-0b"]

  dynamic "access_logs" {
    for_each = var.log_bucket == null ? [] : [var.log_bucket]

    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}
