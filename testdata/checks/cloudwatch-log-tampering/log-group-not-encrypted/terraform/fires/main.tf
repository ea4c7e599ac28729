# A key that nobody can withdraw.

resource "aws_cloudwatch_log_group" "app" { # expect: cloudwatch-log-tampering.log-group-not-encrypted
  name = "/ecs/app"
  retention_in_days = 400
}
