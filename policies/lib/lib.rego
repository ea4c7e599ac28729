# What every policy may ask of a document. Policies never see an unknown value: the engine evaluates them in worlds of plain
# JSON (policies/README.md).
package stride.lib

# ---------------------------------------------------------------- Resources

# The resources of one canonical type, in the document's order.
of_type(type) := found if {
	found := [resource |
		some id in object.get(input, ["by_type", type], [])
		resource := input.resources[id]
	]
}

tasks := found if found := of_type("ecs.task_definition")

services := found if found := of_type("ecs.service")

clusters := found if found := of_type("ecs.cluster")

repositories := found if found := of_type("ecr.repository")

log_groups := found if found := of_type("logs.log_group")

# The names of environment variables, once each: what a name says is asked once, however many containers have it.
environment_names contains name if {
	some task in tasks
	some container in task.values.containers
	some entry in container.environment
	name := entry.name
}

# ---------------------------------------------------------------- Values

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

# ---------------------------------------------------------------- References and marks

# The RFC 6901 pointer of a path: the keys of `refs` and `marks`.
pointer(path) := text if {
	steps := [step | some part in path; step := pointer_step(part)]
	text := concat("", steps)
}

pointer_step(part) := step if {
	is_string(part)
	step := concat("", ["/", replace(replace(part, "~", "~0"), "/", "~1")])
}

pointer_step(part) := step if {
	is_number(part)
	step := concat("", ["/", format_int(part, 10)])
}

# The edges of the value at `path`: `[{"to": id, "attribute": name}]`.
edges(resource, path) := found if {
	found := object.get(resource, ["refs", pointer(path)], [])
}

# Whether the value refers to another resource; such a value is no literal, though it reads as a known string.
refers(resource, path) if count(edges(resource, path)) > 0

# The resources of the unit that the value refers to.
targets(resource, path) := found if {
	found := [target | some edge in edges(resource, path); target := input.resources[edge.to]]
}

# The first of them; undefined when the value refers to nothing in the unit.
ref(resource, path) := target if target := targets(resource, path)[0]

# Whether the value at `path` carries the mark (`sensitive`, `secret-source`, `volatile`, `default`, and
# `hidden` where secrets stand wherever they come from).
marked(resource, path, mark) if mark in marks(resource, path)

marks(resource, path) := found if {
	found := object.get(resource, ["marks", pointer(path)], [])
}

# The path of a pointer.
path_of(text) := path if {
	path := [step |
		some part in split(trim_prefix(text, "/"), "/")
		step := path_step(part)
	]
}

path_step(part) := step if {
	regex.match(`^[0-9]+$`, part)
	step := to_number(part)
}

path_step(part) := step if {
	not regex.match(`^[0-9]+$`, part)
	step := replace(replace(part, "~1", "/"), "~0", "~")
}

# ---------------------------------------------------------------- Companions

# Whether what would name this resource must stand in this unit, so that its absence is a fact. In a library module, or where
# something that cannot be read receives a reference to the resource, it is not. What cannot be read and has no reference to the
# resource cannot name it.
closed(resource) if {
	resource.id
	input.unit.closed == true
}

closed(resource) if {
	input.unit.closed == false
	input.unit.deployable == true
	not resource.id in opaque_inputs
}

opaque_inputs := {id | some opaque in input.unit.opaque; some id in opaque.inputs}

# ---------------------------------------------------------------- Platform

# Task definitions that run on Windows. Linux is assumed where nothing says otherwise.
windows(task) if task.derived.os == "windows"

# Task definitions that can run on Fargate only: everything that names them, or their own compatibilities, says so.
fargate_only(task) if task.derived.launch == "FARGATE"

# The account-wide default that the unit itself sets for a name (`containerInsights`, `defaultLogDriverMode`); undefined when it
# sets none.
account_setting(name) := value if {
	some setting in of_type("aws_ecs_account_setting_default")
	setting.values.name == name
	value := lower(setting.values.value)
}

# Whether the log driver makes the program wait: it says so, or says nothing and the account's default does.
blocking(options) if lower(options.mode) == "blocking"

blocking(options) if {
	missing(options, ["mode"])
	account_setting("defaultLogDriverMode") == "blocking"
}

# ---------------------------------------------------------------- Roles

# What names a role, the same for everything that names the same one: the id of the role in the unit, else the role's name.
role(resource, attribute) := name if {
	target := named_role(resource, attribute)
	name := concat(" ", ["resource", target.id])
}

role(resource, attribute) := name if {
	text := get(resource.values, [attribute])
	is_string(text)
	not reference(text)
	parts := split(text, "/")
	written := parts[count(parts) - 1]
	owners := [concat(" ", ["resource", owner.id]) | some owner in roles; owner.values.name == written]
	name := array.concat(owners, [written])[0]
}

# The role that the whole value refers to: what a text only mentions, as the account in an ARN, is no role.
named_role(resource, attribute) := target if {
	reference(get(resource.values, [attribute]))
	target := ref(resource, [attribute])
	target.type in {"iam.role", "aws_iam_role"}
}

# Whether a value is one reference and nothing else.
reference(text) if {
	is_string(text)
	startswith(text, "${")
	endswith(text, "}")
	indexof(text, "}") == count(text) - 1
}

# A command with the lines that a backslash continues joined.
joined_lines(text) := joined if joined := regex.replace(text, `\\\r?\n\s*`, " ")

# Whether two roles are the same, or one of them may be any.
same_role(one, other) if one == other

same_role(one, other) if worst in {one, other}

# ---------------------------------------------------------------- Buckets

# Neither versions nor object lock, which works on versions alone, keep what is overwritten or deleted. A status that is written
# down is a fact; one that is missing may still come from outside.
unversioned(bucket) if {
	status := get(bucket.values, ["versioning", "status"])
	not status in {null, "Enabled"}
	not bucket.values.object_lock_enabled == true
}

unversioned(bucket) if {
	missing(bucket.values, ["versioning", "status"])
	not bucket.values.object_lock_enabled == true
	closed(bucket)
}

# ---------------------------------------------------------------- Adverse worlds

# What an unknown value reads as, in the adverse world of a check that fires on different values of different names: no source
# writes it.
worst := "<worst>"
