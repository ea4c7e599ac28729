# What terraform-aws-modules/s3-bucket makes of its arguments, in versions 1 to 5. Public access is blocked, and access lists are off,
# by default from version 3.9 on.
defaults {
  create_bucket                         = true
  bucket                                = null
  bucket_prefix                         = null
  acl                                   = null
  grant                                 = []
  owner                                 = {}
  force_destroy                         = false
  tags                                  = {}
  policy                                = null
  attach_policy                         = false
  attach_public_policy                  = true
  attach_elb_log_delivery_policy        = false
  attach_lb_log_delivery_policy         = false
  attach_access_log_delivery_policy     = false
  access_log_delivery_policy_source_accounts = []
  access_log_delivery_policy_source_buckets  = []
  attach_deny_insecure_transport_policy = false
  attach_require_latest_tls_policy      = false
  block_public_acls                     = var.since_3_9
  block_public_policy                   = var.since_3_9
  ignore_public_acls                    = var.since_3_9
  restrict_public_buckets               = var.since_3_9
  control_object_ownership              = false
  object_ownership                      = var.since_3_9 ? "BucketOwnerEnforced" : "ObjectWriter"
  versioning                            = {}
  logging                               = {}
  server_side_encryption_configuration  = {}
  object_lock_enabled                   = false
  object_lock_configuration             = {}
  is_directory_bucket                   = false
}

unused {
  names = [
    "region", "acceleration_status", "request_payer", "website", "cors_rule", "expected_bucket_owner", "lifecycle_rule", "transition_default_minimum_object_size",
    "replication_configuration", "intelligent_tiering", "metric_configuration", "inventory_*", "analytics_*", "attach_analytics_destination_policy",
    "attach_inventory_destination_policy", "attach_deny_incorrect_encryption_headers", "attach_deny_incorrect_kms_key_sse", "allowed_kms_key_arn",
    "attach_deny_unencrypted_object_uploads", "attach_deny_ssec_encrypted_object_uploads", "skip_destroy_public_access_block", "lb_log_delivery_policy_*",
    "access_log_delivery_policy_source_organizations", "metadata_*", "create_metadata_configuration", "type", "data_redundancy", "availability_zone_id", "location_type",
    "putin_khuylo"
  ]
}

data "aws_elb_service_account" "this" {}

locals {
  versioned = try(tobool(var.versioning.enabled), tobool(var.versioning.status), lower(var.versioning.status) == "enabled", false)
  make    = var.create_bucket
  elb     = var.attach_elb_log_delivery_policy
  lb      = var.attach_lb_log_delivery_policy
  access  = var.attach_access_log_delivery_policy
  secure  = var.attach_deny_insecure_transport_policy
  modern  = var.attach_require_latest_tls_policy
  guarded = local.elb || local.lb || local.access || local.secure || local.modern || var.attach_policy
  lock    = try(var.object_lock_configuration.rule.default_retention, null)
}

resource "aws_s3_bucket" "this" {
  count               = local.make ? 1 : 0
  bucket              = var.bucket
  bucket_prefix       = var.bucket_prefix
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock_enabled
  tags                = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  count                   = local.make && var.attach_public_policy ? 1 : 0
  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = var.block_public_acls
  block_public_policy     = var.block_public_policy
  ignore_public_acls      = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count  = local.make && var.control_object_ownership ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  rule {
    object_ownership = var.object_ownership
  }
}

resource "aws_s3_bucket_acl" "this" {
  count  = local.make && (var.acl != null || try(length(var.grant), 0) > 0) ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  acl    = var.acl
  dynamic "access_control_policy" {
    for_each = try(length(var.grant), 0) > 0 ? [1] : []
    content {
      dynamic "grant" {
        for_each = var.grant
        content {
          permission = try(grant.value.permission, grant.value.permissions[0], null)
          grantee {
            type = grant.value.type
            id   = try(grant.value.id, null)
            uri  = try(grant.value.uri, null)
          }
        }
      }
      owner {
        id = try(var.owner.id, null)
      }
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  count  = local.make && try(length(var.versioning), 0) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  versioning_configuration {
    status     = local.versioned ? "Enabled" : "Suspended"
    mfa_delete = try(tobool(var.versioning.mfa_delete) ? "Enabled" : "Disabled", null)
  }
}

resource "aws_s3_bucket_logging" "this" {
  count         = local.make && try(length(var.logging), 0) > 0 && try(var.logging.target_bucket, null) != null ? 1 : 0
  bucket        = aws_s3_bucket.this[0].id
  target_bucket = var.logging.target_bucket
  target_prefix = try(var.logging.target_prefix, null)
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = local.make && try(length(var.server_side_encryption_configuration), 0) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  dynamic "rule" {
    for_each = try(flatten([var.server_side_encryption_configuration["rule"]]), [])
    content {
      bucket_key_enabled = try(rule.value.bucket_key_enabled, null)
      dynamic "apply_server_side_encryption_by_default" {
        for_each = model::listed(try([rule.value.apply_server_side_encryption_by_default], null))
        content {
          sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
          kms_master_key_id = try(apply_server_side_encryption_by_default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count  = local.make && var.object_lock_enabled && local.lock != null ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  rule {
    default_retention {
      mode  = try(local.lock.mode, null)
      days  = try(local.lock.days, null)
      years = try(local.lock.years, null)
    }
  }
}

data "aws_iam_policy_document" "this" {
  count                   = local.make && local.guarded ? 1 : 0
  source_policy_documents = var.attach_policy ? compact([var.policy]) : []
  dynamic "statement" {
    for_each = local.secure ? [1] : []
    content {
      sid       = "denyInsecureTransport"
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "Bool"
        variable = "aws:SecureTransport"
        values   = ["false"]
      }
    }
  }
  dynamic "statement" {
    for_each = local.modern ? [1] : []
    content {
      sid       = "denyOutdatedTLS"
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "NumericLessThan"
        variable = "s3:TlsVersion"
        values   = ["1.2"]
      }
    }
  }
  dynamic "statement" {
    for_each = local.elb ? [1] : []
    content {
      effect    = "Allow"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.this[0].arn}/*"]
      principals {
        type        = "Service"
        identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
      }
    }
  }
  dynamic "statement" {
    for_each = local.lb ? [1] : []
    content {
      sid       = "AWSLogDeliveryWrite"
      effect    = "Allow"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.this[0].arn}/*"]
      principals {
        type        = "Service"
        identifiers = ["delivery.logs.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = ["bucket-owner-full-control"]
      }
    }
  }
  dynamic "statement" {
    for_each = local.access ? [1] : []
    content {
      sid       = "AWSAccessLogDeliveryWrite"
      effect    = "Allow"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.this[0].arn}/*"]
      principals {
        type        = "Service"
        identifiers = ["logging.s3.amazonaws.com"]
      }
      dynamic "condition" {
        for_each = length(var.access_log_delivery_policy_source_buckets) > 0 ? [var.access_log_delivery_policy_source_buckets] : []
        content {
          test     = "ForAnyValue:ArnLike"
          variable = "aws:SourceArn"
          values   = var.access_log_delivery_policy_source_buckets
        }
      }
      dynamic "condition" {
        for_each = length(var.access_log_delivery_policy_source_accounts) > 0 ? [var.access_log_delivery_policy_source_accounts] : []
        content {
          test     = "ForAnyValue:StringEquals"
          variable = "aws:SourceAccount"
          values   = var.access_log_delivery_policy_source_accounts
        }
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count  = local.make && local.guarded ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.this[0].json
}

output "s3_bucket_id" { value = try(aws_s3_bucket_policy.this[0].bucket, aws_s3_bucket.this[0].id, "") }
output "s3_bucket_arn" { value = try(aws_s3_bucket.this[0].arn, "") }
output "s3_bucket_bucket_domain_name" { value = try(aws_s3_bucket.this[0].bucket_domain_name, "") }
output "s3_bucket_bucket_regional_domain_name" { value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, "") }
output "s3_bucket_hosted_zone_id" { value = try(aws_s3_bucket.this[0].hosted_zone_id, "") }
output "s3_bucket_region" { value = try(aws_s3_bucket.this[0].region, "") }
output "this_s3_bucket_id" { value = try(aws_s3_bucket.this[0].id, "") }
output "this_s3_bucket_arn" { value = try(aws_s3_bucket.this[0].arn, "") }
