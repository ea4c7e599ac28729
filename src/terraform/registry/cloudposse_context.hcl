# The arguments that all modules of cloudposse have since context.tf, and the names and tags that they make.
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
  label_order         = null
  label_value_case    = null
  regex_replace_chars = null
  id_length_limit     = null
}

unused {
  names = ["additional_tag_map", "label_key_case", "descriptor_formats", "labels_as_tags"]
}

module "this" {
  source              = "cloudposse/label/null"
  context             = var.context
  enabled             = var.enabled
  namespace           = var.namespace
  tenant              = var.tenant
  environment         = var.environment
  stage               = var.stage
  name                = var.name
  delimiter           = var.delimiter
  attributes          = var.attributes
  tags                = var.tags
  label_order         = var.label_order
  label_value_case    = var.label_value_case
  regex_replace_chars = var.regex_replace_chars
  id_length_limit     = var.id_length_limit
}
