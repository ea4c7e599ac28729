# Nobody rotates it.

resource "aws_secretsmanager_secret" "db" { # expect: phished-credentials.secret-not-rotated
  name = "prod/db"
}
