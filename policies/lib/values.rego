# Values of a resource, and what their absence means.
package stride.lib

# The value at `path` (an array of keys and indexes) below `object`, `null` when it is not there. An empty string counts as
# missing.
get(container, path) := value if {
	value := object.get(container, path, null)
	value != ""
}

get(container, path) := value if {
	object.get(container, path, null) == ""
	value := null
}

missing(container, path) if get(container, path) == null

present(container, path) if get(container, path) != null

# What AWS does with the attribute: its value, else what its absence means in the source it is written in. `null` where absence
# means nothing in particular.
effective(resource, path) := value if {
	value := get(resource.values, path)
	value != null
}

effective(resource, path) := value if {
	missing(resource.values, path)
	row := object.get(defaults, [resource.type, pattern(path)], {})
	value := object.get(row, source, object.get(row, "any", null))
}

# What absence means, where threats depend on it. Terraform's provider and CloudFormation fill some of them in differently
# (AWS provider documentation; CloudFormation template reference).
defaults := {
	"ecs.task_definition": {
		"containers[].privileged": {"any": false},
		"containers[].readonly_root_filesystem": {"any": false},
		"containers[].essential": {"any": true},
		"containers[].version_consistency": {"any": "enabled"},
		"containers[].mount_points[].read_only": {"any": false},
		"volumes[].efs_volume_configuration.transit_encryption": {"any": "DISABLED"},
		"volumes[].efs_volume_configuration.authorization_config.iam": {"any": "DISABLED"},
		"volumes[].docker_volume_configuration.scope": {"any": "task"},
		"volumes[].docker_volume_configuration.driver": {"any": "local"},
		"enable_fault_injection": {"any": false},
	},
	"ecs.service": {
		"network_configuration.assign_public_ip": {"any": false},
		"enable_execute_command": {"any": false},
		"deployment_controller.type": {"any": "ECS"},
		"deployment_configuration.strategy": {"any": "ROLLING"},
		"deployment_circuit_breaker.enable": {"any": false},
		"propagate_tags": {"any": "NONE"},
		"health_check_grace_period_seconds": {"any": 0},
		"platform_version": {"any": "LATEST"},
		# The AWS provider turns encryption on; CloudFormation leaves it to the account's default for EBS.
		"volume_configuration[].managed_ebs_volume.encrypted": {"terraform": true, "cloudformation": false, "ecs": false},
	},
	"ecs.cluster": {"configuration.execute_command_configuration.logging": {"any": "DEFAULT"}},
	"efs.file_system": {"encrypted": {"any": false}},
	"elb.load_balancer": {
		"load_balancer_type": {"any": "application"},
		"internal": {"any": false},
	},
	"ecr.repository": {
		"image_tag_mutability": {"any": "MUTABLE"},
		"image_scanning_configuration.scan_on_push": {"any": false},
		"encryption_configuration.encryption_type": {"any": "AES256"},
		"force_delete": {"any": false},
	},
	"logs.log_group": {
		"retention_in_days": {"any": 0},
		"log_group_class": {"any": "STANDARD"},
		"deletion_protection_enabled": {"any": false},
		"skip_destroy": {"any": false},
	},
}

# The format the unit is written in, a plan counting as Terraform.
source := format if {
	format := input.unit.format
	format != "terraform-plan"
}

source := format if {
	input.unit.format == "terraform-plan"
	format := "terraform"
}

# A path as the tables spell it: `["volumes", 0, "name"]` is `volumes[].name`.
pattern(path) := text if {
	steps := [step | some part in path; step := pattern_step(part)]
	text := trim_prefix(concat("", steps), ".")
}

pattern_step(part) := step if {
	is_string(part)
	step := concat("", [".", part])
}

pattern_step(part) := step if {
	is_number(part)
	step := "[]"
}
