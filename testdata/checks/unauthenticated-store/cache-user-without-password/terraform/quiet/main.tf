# With IAM, with a password, and switched off.

resource "aws_elasticache_user" "app" {
  user_id       = "app"
  user_name     = "app"
  engine        = "valkey"
  access_string = "on ~* +@all"

  authentication_mode {
    type = "iam"
  }
}

resource "aws_elasticache_user" "reports" {
  user_id       = "reports"
  user_name     = "reports"
  engine        = "valkey"
  access_string = "on ~* +@read"

  authentication_mode {
    type      = "password"
    passwords = [random_password.reports.result]
  }
}

resource "aws_elasticache_user" "default" {
  user_id       = "default"
  user_name     = "default"
  engine        = "valkey"
  access_string = "off -@all"

  no_password_required = true
}

resource "random_password" "reports" {
  length = 32
}
