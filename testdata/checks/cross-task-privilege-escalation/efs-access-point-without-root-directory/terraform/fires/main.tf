# No folder, and the root itself.

resource "aws_efs_access_point" "app" { # expect: cross-task-privilege-escalation.efs-access-point-without-root-directory
  file_system_id = "fs-0123456789abcdef0"
  posix_user {
    uid = 1000
    gid = 1000
  }
}

resource "aws_efs_access_point" "root" {
  file_system_id = "fs-0123456789abcdef0"
  posix_user {
    uid = 1000
    gid = 1000
  }
  root_directory {
    path = "/" # expect: cross-task-privilege-escalation.efs-access-point-without-root-directory
  }
}
