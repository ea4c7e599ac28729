# The caller chooses, or says whether the user is on.

variable "open" {
  type = bool
}

variable "access" {
  type = string
}

resource "aws_elasticache_user" "chosen" {
  user_id       = "chosen"
  user_name     = "chosen"
  engine        = "valkey"
  access_string = "on ~* +@all"

  no_password_required = var.open
}

resource "aws_elasticache_user" "access" {
  user_id       = "access"
  user_name     = "access"
  engine        = "valkey"
  access_string = var.access

  no_password_required = true
}
