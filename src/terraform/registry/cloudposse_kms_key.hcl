# What cloudposse/kms-key makes of its arguments, in versions 0.7 to 0.12: keys are rotated by default.
defaults {
  description              = "Parameter Store KMS master key"
  deletion_window_in_days  = 10
  enable_key_rotation      = true
  alias                    = ""
  policy                   = ""
  key_usage                = "ENCRYPT_DECRYPT"
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
  multi_region             = false
}

resource "aws_kms_key" "default" {
  count                    = module.this.enabled ? 1 : 0
  description              = var.description
  deletion_window_in_days  = var.deletion_window_in_days
  enable_key_rotation      = var.enable_key_rotation
  policy                   = var.policy
  key_usage                = var.key_usage
  customer_master_key_spec = var.customer_master_key_spec
  multi_region             = var.multi_region
  tags                     = module.this.tags
}

resource "aws_kms_alias" "default" {
  count         = module.this.enabled ? 1 : 0
  name          = var.alias == "" ? "alias/${module.this.id}" : var.alias
  target_key_id = aws_kms_key.default[0].key_id
}

output "key_arn" { value = try(aws_kms_key.default[0].arn, "") }
output "key_id" { value = try(aws_kms_key.default[0].key_id, "") }
output "alias_arn" { value = try(aws_kms_alias.default[0].arn, "") }
output "alias_name" { value = try(aws_kms_alias.default[0].name, "") }
