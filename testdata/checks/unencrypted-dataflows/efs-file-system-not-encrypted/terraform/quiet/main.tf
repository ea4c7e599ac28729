# With AWS's key, and with one's own.

resource "aws_efs_file_system" "data" {
  encrypted = true
}

resource "aws_efs_file_system" "cache" {
  encrypted  = "true"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
}
