# What cloudposse/config/yaml//modules/deepmerge makes of its arguments: one object, later ones winning level by level.
variable "maps" {}
variable "append_list_enabled" { default = false }
variable "deep_copy_list_enabled" { default = false }

output "merged" { value = model::deepmerge(var.maps) }
