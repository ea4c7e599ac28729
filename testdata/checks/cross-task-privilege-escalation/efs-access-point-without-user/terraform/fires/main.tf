# No user.

resource "aws_efs_access_point" "app" { # expect: cross-task-privilege-escalation.efs-access-point-without-user
  file_system_id = "fs-0123456789abcdef0"
  root_directory {
    path = "/app"
  }
}
