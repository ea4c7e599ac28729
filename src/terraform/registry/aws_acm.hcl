# What terraform-aws-modules/acm makes of its arguments, in versions 3 to 6. Nothing that is looked at depends on how a certificate is
# validated.
defaults {
  create_certificate        = true
  domain_name               = ""
  subject_alternative_names = []
  validation_method         = null
  key_algorithm             = null
  tags                      = {}
}

unused {
  names = [
    "region", "create_route53_records*", "certificate_transparency_logging_preference", "validate_certificate", "validation_*", "wait_for_validation", "zone_id", "zones", "dns_ttl",
    "acm_certificate_domain_validation_options", "distinct_domain_names", "private_authority_arn", "export", "putin_khuylo"
  ]
}

resource "aws_acm_certificate" "this" {
  count                     = var.create_certificate ? 1 : 0
  domain_name               = var.domain_name
  subject_alternative_names = var.subject_alternative_names
  validation_method         = var.validation_method
  key_algorithm             = var.key_algorithm
  tags                      = var.tags
}

output "acm_certificate_arn" { value = try(aws_acm_certificate.this[0].arn, "") }
output "this_acm_certificate_arn" { value = try(aws_acm_certificate.this[0].arn, "") }
output "acm_certificate_domain_validation_options" { value = try(aws_acm_certificate.this[0].domain_validation_options, []) }
output "acm_certificate_status" { value = try(aws_acm_certificate.this[0].status, "") }
output "distinct_domain_names" { value = distinct(concat([var.domain_name], var.subject_alternative_names)) }
