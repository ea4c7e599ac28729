output "json_map_encoded_list" {
  description = "JSON list that holds this container, for container_definitions"
  value       = "[${local.json_map}]"
}

output "json_map_encoded" {
  description = "JSON object of this container, for lists of several"
  value       = local.json_map
}
