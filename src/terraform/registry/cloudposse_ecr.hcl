# What cloudposse/ecr makes of its arguments, in versions 0.30 to 1: tags are immutable and images are scanned on push unless the
# arguments say otherwise, and a policy is there only for principals that are named.
defaults {
  use_fullname                  = true
  image_names                   = []
  image_tag_mutability          = "IMMUTABLE"
  image_tag_mutability_exclusion_filter = []
  scan_images_on_push           = true
  encryption_configuration      = null
  force_delete                  = false
  enable_lifecycle_policy       = true
  principals_full_access        = []
  principals_push_access        = []
  principals_readonly_access    = []
  principals_lambda             = []
}

unused {
  names = ["max_image_count", "protected_tags*", "time_based_rotation", "custom_lifecycle_rules", "default_lifecycle_rules_settings", "replication_configurations", "regex_replace_chars"]
}

locals {
  on    = module.this.enabled
  own   = var.use_fullname ? module.this.id : module.this.name
  names = length(var.image_names) > 0 ? var.image_names : [local.own]
  open  = concat(var.principals_full_access, var.principals_push_access, var.principals_readonly_access, var.principals_lambda)
}

resource "aws_ecr_repository" "name" {
  for_each             = toset([for name in local.names : name if local.on])
  name                 = each.value
  image_tag_mutability = var.image_tag_mutability
  force_delete         = var.force_delete
  tags                 = module.this.tags
  image_scanning_configuration {
    scan_on_push = var.scan_images_on_push
  }
  dynamic "encryption_configuration" {
    for_each = var.encryption_configuration == null ? [] : [var.encryption_configuration]
    content {
      encryption_type = encryption_configuration.value.encryption_type
      kms_key         = encryption_configuration.value.kms_key
    }
  }
}

resource "aws_ecr_lifecycle_policy" "name" {
  for_each   = toset([for name in local.names : name if local.on && var.enable_lifecycle_policy])
  repository = aws_ecr_repository.name[each.value].name
  policy     = jsonencode({ rules = [] })
}

data "aws_iam_policy_document" "resource" {
  count = local.on ? 1 : 0
  dynamic "statement" {
    for_each = length(var.principals_readonly_access) > 0 ? [var.principals_readonly_access] : []
    content {
      sid     = "ReadonlyAccess"
      actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetDownloadUrlForLayer", "ecr:ListImages"]
      principals {
        type        = "AWS"
        identifiers = var.principals_readonly_access
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.principals_push_access) > 0 ? [var.principals_push_access] : []
    content {
      sid     = "PushAccess"
      actions = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"]
      principals {
        type        = "AWS"
        identifiers = var.principals_push_access
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.principals_full_access) > 0 ? [var.principals_full_access] : []
    content {
      sid     = "FullAccess"
      actions = ["ecr:*"]
      principals {
        type        = "AWS"
        identifiers = var.principals_full_access
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.principals_lambda) > 0 ? [var.principals_lambda] : []
    content {
      sid     = "LambdaAccess"
      actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      principals {
        type        = "Service"
        identifiers = ["lambda.amazonaws.com"]
      }
      condition {
        test     = "StringLike"
        variable = "aws:sourceArn"
        values   = [for account in var.principals_lambda : "arn:aws:lambda:*:${account}:function:*"]
      }
    }
  }
}

resource "aws_ecr_repository_policy" "name" {
  for_each   = toset([for name in local.names : name if local.on && length(local.open) > 0])
  repository = aws_ecr_repository.name[each.value].name
  policy     = data.aws_iam_policy_document.resource[0].json
}

output "registry_id" { value = try(aws_ecr_repository.name[local.names[0]].registry_id, "") }
output "repository_name" { value = try(aws_ecr_repository.name[local.names[0]].name, "") }
output "repository_url" { value = try(aws_ecr_repository.name[local.names[0]].repository_url, "") }
output "repository_arn" { value = try(aws_ecr_repository.name[local.names[0]].arn, "") }
output "repository_url_map" { value = { for k, v in aws_ecr_repository.name : k => v.repository_url } }
output "repository_arn_map" { value = { for k, v in aws_ecr_repository.name : k => v.arn } }
