# One says nothing, one turns backups off.

resource "aws_efs_file_system" "shared" { # expect: data-destruction.file-system-not-backed-up
  encrypted = true
}

resource "aws_efs_file_system" "scratch" {
  encrypted = true
}

resource "aws_efs_backup_policy" "scratch" {
  file_system_id = aws_efs_file_system.scratch.id
  backup_policy {
    status = "DISABLED" # expect: data-destruction.file-system-not-backed-up
  }
}
