# What terraform-aws-modules/ecr makes of its arguments, in versions 1 to 3: tags are immutable, images are scanned on push, and the
# account itself may pull, unless the arguments say otherwise.
defaults {
  create                             = true
  create_repository                  = true
  repository_type                    = "private"
  repository_name                    = ""
  repository_image_tag_mutability    = "IMMUTABLE"
  repository_image_tag_mutability_exclusion_filter = []
  repository_encryption_type         = null
  repository_kms_key                 = null
  repository_image_scan_on_push      = true
  repository_force_delete            = null
  attach_repository_policy           = true
  create_repository_policy           = true
  repository_policy                  = null
  repository_policy_statements       = {}
  repository_read_access_arns        = []
  repository_lambda_read_access_arns = []
  repository_read_write_access_arns  = []
  create_lifecycle_policy            = true
  repository_lifecycle_policy        = ""
  create_registry_policy             = false
  registry_policy                    = null
  registry_pull_through_cache_rules  = {}
  manage_registry_scanning_configuration = false
  registry_scan_type                 = "ENHANCED"
  registry_scan_rules                = []
  tags                               = {}
}

unused {
  names = ["region", "public_repository_catalog_data", "create_registry_replication_configuration", "registry_replication_rules"]
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  make    = var.create && var.create_repository && var.repository_type == "private"
  reads   = var.repository_read_access_arns
  writes  = var.repository_read_write_access_arns
  readers = length(concat(local.reads, local.writes)) == 0 ? local.account : length(local.writes) == 0 ? local.reads : length(local.reads) == 0 ? local.writes : concat(local.reads, local.writes)
  account = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
}

resource "aws_ecr_repository" "this" {
  count                = local.make ? 1 : 0
  name                 = var.repository_name
  image_tag_mutability = var.repository_image_tag_mutability
  force_delete         = var.repository_force_delete
  tags                 = var.tags
  encryption_configuration {
    encryption_type = var.repository_encryption_type
    kms_key         = var.repository_kms_key
  }
  image_scanning_configuration {
    scan_on_push = var.repository_image_scan_on_push
  }
  dynamic "image_tag_mutability_exclusion_filter" {
    for_each = var.repository_image_tag_mutability_exclusion_filter
    content {
      filter      = image_tag_mutability_exclusion_filter.value.filter
      filter_type = image_tag_mutability_exclusion_filter.value.filter_type
    }
  }
}

data "aws_iam_policy_document" "repository" {
  count = local.make && var.create_repository_policy ? 1 : 0
  dynamic "statement" {
    for_each = [local.readers]
    content {
      sid     = "PrivateReadOnly"
      actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetDownloadUrlForLayer", "ecr:ListImages"]
      principals {
        type        = "AWS"
        identifiers = local.readers
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.repository_lambda_read_access_arns) > 0 ? [var.repository_lambda_read_access_arns] : []
    content {
      sid     = "PrivateLambdaReadOnly"
      actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      principals {
        type        = "Service"
        identifiers = ["lambda.amazonaws.com"]
      }
      condition {
        test     = "StringLike"
        variable = "aws:sourceArn"
        values   = var.repository_lambda_read_access_arns
      }
    }
  }
  dynamic "statement" {
    for_each = length(var.repository_read_write_access_arns) > 0 ? [var.repository_read_write_access_arns] : []
    content {
      sid     = "ReadWrite"
      actions = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"]
      principals {
        type        = "AWS"
        identifiers = var.repository_read_write_access_arns
      }
    }
  }
  dynamic "statement" {
    for_each = var.repository_policy_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(coalesce(statement.value.effect, "Allow"), "Allow")
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      dynamic "principals" {
        for_each = model::listed(try(statement.value.principals, null))
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = model::listed(try(statement.value.conditions, statement.value.condition, null))
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_ecr_repository_policy" "this" {
  count      = local.make && var.attach_repository_policy ? 1 : 0
  repository = aws_ecr_repository.this[0].name
  policy     = var.create_repository_policy ? data.aws_iam_policy_document.repository[0].json : var.repository_policy
}

resource "aws_ecr_lifecycle_policy" "this" {
  count      = local.make && var.create_lifecycle_policy ? 1 : 0
  repository = aws_ecr_repository.this[0].name
  policy     = var.repository_lifecycle_policy
}

resource "aws_ecrpublic_repository" "this" {
  count           = var.create && var.create_repository && var.repository_type == "public" ? 1 : 0
  repository_name = var.repository_name
}

resource "aws_ecr_registry_policy" "this" {
  count  = var.create && var.create_registry_policy ? 1 : 0
  policy = var.registry_policy
}

resource "aws_ecr_pull_through_cache_rule" "this" {
  for_each              = { for k, v in var.registry_pull_through_cache_rules : k => v if var.create }
  ecr_repository_prefix = each.value.ecr_repository_prefix
  upstream_registry_url = each.value.upstream_registry_url
  credential_arn        = try(each.value.credential_arn, null)
  custom_role_arn       = try(each.value.custom_role_arn, null)
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  count     = var.create && var.manage_registry_scanning_configuration ? 1 : 0
  scan_type = var.registry_scan_type
  dynamic "rule" {
    for_each = var.registry_scan_rules
    content {
      scan_frequency = rule.value.scan_frequency
      dynamic "repository_filter" {
        for_each = model::listed(try(rule.value.filter, null))
        content {
          filter      = try(repository_filter.value.filter, repository_filter.value)
          filter_type = try(repository_filter.value.filter_type, rule.value.filter_type, "WILDCARD")
        }
      }
    }
  }
}

output "repository_name" { value = try(aws_ecr_repository.this[0].name, null) }
output "repository_arn" { value = try(aws_ecr_repository.this[0].arn, aws_ecrpublic_repository.this[0].arn, null) }
output "repository_registry_id" { value = try(aws_ecr_repository.this[0].registry_id, aws_ecrpublic_repository.this[0].registry_id, null) }
output "repository_url" { value = try(aws_ecr_repository.this[0].repository_url, aws_ecrpublic_repository.this[0].repository_uri, null) }
