# What cloudposse/label/null makes of its arguments, in versions 0.16 to 0.25: what the context has, and the arguments override. Ids
# longer than the limit end in a hash, which is not computed here.
defaults {
  context             = {}
  enabled             = null
  namespace           = null
  tenant              = null
  environment         = null
  stage               = null
  name                = null
  delimiter           = null
  attributes          = []
  tags                = {}
  additional_tag_map  = {}
  label_order         = null
  label_key_case      = null
  label_value_case    = null
  regex_replace_chars = null
  id_length_limit     = null
  descriptor_formats  = {}
  labels_as_tags      = ["default"]
}

unused {
  names = ["convert_case"]
}

locals {
  enabled   = var.enabled == null ? try(coalesce(var.context.enabled, true), true) : var.enabled
  own       = { namespace = var.namespace, tenant = var.tenant, environment = var.environment, stage = var.stage, name = var.name }
  given     = { for k, v in local.own : k => v == null ? try(var.context[k], null) : v }
  case      = try(coalesce(var.label_value_case, var.context.label_value_case), "lower")
  replaced  = try(coalesce(var.regex_replace_chars, var.context.regex_replace_chars), "/[^-a-zA-Z0-9]/")
  delimiter = var.delimiter == null ? try(coalesce(var.context.delimiter, "-"), "-") : var.delimiter
  order     = try(coalesce(var.label_order, var.context.label_order), ["namespace", "tenant", "environment", "stage", "name", "attributes"])
  limit     = try(coalesce(var.id_length_limit, var.context.id_length_limit), 0)
  texts     = { for k, v in local.given : k => v == null ? "" : replace(v, local.replaced, "") }
  parts     = { for k, v in local.texts : k => local.case == "upper" ? upper(v) : local.case == "title" ? title(lower(v)) : local.case == "none" ? v : lower(v) }
  listed    = compact(distinct(concat(try(coalesce(var.context.attributes, []), []), var.attributes == null ? [] : var.attributes)))
  all       = merge(local.parts, { attributes = lower(join(local.delimiter, local.listed)) })
  full      = join(local.delimiter, [for part in local.order : local.all[part] if try(length(local.all[part]), 0) > 0])
  id        = local.limit != 0 && length(local.full) > local.limit ? substr(local.full, 0, local.limit) : local.full
  named     = { for k, v in { Name = local.id, Namespace = local.parts.namespace, Tenant = local.parts.tenant, Environment = local.parts.environment, Stage = local.parts.stage, Attributes = local.all.attributes } : k => v if v != "" }
  tags      = merge(local.named, try(coalesce(var.context.tags, {}), {}), var.tags == null ? {} : var.tags)
}

output "id" { value = local.enabled ? local.id : "" }
output "id_full" { value = local.enabled ? local.full : "" }
output "enabled" { value = local.enabled }
output "namespace" { value = local.enabled ? local.parts.namespace : "" }
output "tenant" { value = local.enabled ? local.parts.tenant : "" }
output "environment" { value = local.enabled ? local.parts.environment : "" }
output "stage" { value = local.enabled ? local.parts.stage : "" }
output "name" { value = local.enabled ? local.parts.name : "" }
output "delimiter" { value = local.enabled ? local.delimiter : "" }
output "attributes" { value = local.enabled ? local.listed : [] }
output "tags" { value = local.enabled ? local.tags : {} }
output "additional_tag_map" { value = var.additional_tag_map }
output "label_order" { value = local.order }
output "regex_replace_chars" { value = local.replaced }
output "id_length_limit" { value = local.limit }
output "descriptors" { value = {} }
output "context" {
  value = {
    enabled             = local.enabled
    namespace           = local.given.namespace
    tenant              = local.given.tenant
    environment         = local.given.environment
    stage               = local.given.stage
    name                = local.given.name
    delimiter           = local.delimiter
    attributes          = local.listed
    tags                = merge(try(coalesce(var.context.tags, {}), {}), var.tags == null ? {} : var.tags)
    additional_tag_map  = var.additional_tag_map
    label_order         = local.order
    label_key_case      = var.label_key_case
    label_value_case    = local.case
    regex_replace_chars = local.replaced
    id_length_limit     = local.limit
    descriptor_formats  = var.descriptor_formats
    labels_as_tags      = var.labels_as_tags
  }
}
output "normalized_context" {
  value = { enabled = local.enabled, namespace = local.parts.namespace, tenant = local.parts.tenant, environment = local.parts.environment, stage = local.parts.stage, name = local.parts.name, delimiter = local.delimiter, attributes = local.listed, tags = local.tags }
}
