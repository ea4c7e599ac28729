module "files" {
  source    = "terraform-aws-modules/efs/aws"
  version   = "~> 2.0"
  name      = "app"
  encrypted = false  # expect: unencrypted-dataflows.efs-file-system-not-encrypted
}
