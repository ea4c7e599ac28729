# Switched on, and nothing asked.

resource "aws_elasticache_user" "default" {
  user_id       = "default"
  user_name     = "default"
  engine        = "valkey"
  access_string = "on ~* +@all"

  no_password_required = true # expect: unauthenticated-store.cache-user-without-password
}

resource "aws_elasticache_user" "reports" {
  user_id       = "reports"
  user_name     = "reports"
  engine        = "valkey"
  access_string = "on ~reports:* -@all +@read"

  authentication_mode {
    type = "no-password-required" # expect: unauthenticated-store.cache-user-without-password
  }
}
