# Nothing is said, and encryption is switched off.

resource "aws_efs_file_system" "data" { # expect: unencrypted-dataflows.efs-file-system-not-encrypted
  creation_token = "data"
}

resource "aws_efs_file_system" "cache" {
  creation_token = "cache"
  encrypted      = false # expect: unencrypted-dataflows.efs-file-system-not-encrypted
}
