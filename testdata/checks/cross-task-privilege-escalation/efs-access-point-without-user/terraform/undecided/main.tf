# The caller decides whether there is a user.

variable "user" {
  type = list(object({ uid = number, gid = number }))
}

resource "aws_efs_access_point" "app" {
  file_system_id = "fs-0123456789abcdef0"
  dynamic "posix_user" {
    for_each = var.user
    content {
      uid = posix_user.value.uid
      gid = posix_user.value.gid
    }
  }
  root_directory {
    path = "/app"
  }
}
