# Documents for the policies' own tests.
package stride.given_test

# A unit with these resources, in Terraform, nothing outside it.
document(resources) := found if {
	found := {
		"unit": {"id": "unit", "format": "terraform", "deployable": true, "closed": true, "opaque": [], "today": "2026-06-01"},
		"resources": {id: item | some item in resources; id := item.id},
		"by_type": {type: ids |
			some item in resources
			type := item.type
			ids := [other.id | some other in resources; other.type == type]
		},
		"settings": settings,
	}
}

settings := values if {
	values := {
		"trusted_registries": ["*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr.*.amazonaws.com.cn", "*.dkr-ecr.*.on.aws", "public.ecr.aws/docker/library/*", "public.ecr.aws/aws-*/*"],
		"trusted_accounts": [],
		"min_log_retention_days": 365,
		"max_task_cpu": 8192,
		"max_task_memory": 61440,
		"max_autoscaling_capacity": 100,
		"min_scaling_cooldown": 30,
		"web_ports": [80, 443],
		"min_log_buffer": "4m",
	}
}

# A resource with an id of its own.
resource(id, type, values) := found if {
	found := {
		"id": id, "type": type, "source_type": type, "name": id, "values": values,
		"refs": {}, "marks": {}, "derived": {}, "lifecycle": {}, "satellites": [],
	}
}

# A Linux task definition that may run on EC2.
ec2_task(values) := found if {
	found := object.union(resource("task", "ecs.task_definition", values), {"derived": {"os": "linux", "launch": "EC2"}})
}

# A document with one Linux Fargate task definition.
task(values) := found if {
	found := document([object.union(resource("task", "ecs.task_definition", values), {"derived": {"os": "linux", "launch": "FARGATE"}})])
}

# A document with one Windows task definition.
windows_task(values) := found if {
	found := document([object.union(resource("task", "ecs.task_definition", values), {"derived": {"os": "windows", "launch": "EC2"}})])
}

# A document with one task definition of one container.
container(values) := found if {
	found := task({"family": "web", "containers": [object.union({"name": "web"}, values)]})
}

# A document with one task definition whose container has this image.
image(parts) := found if {
	found := container({"image": parts})
}

# A document with one task definition whose container has these environment entries.
environment(entries) := found if {
	found := container({"environment": entries})
}

# A document with one resource of a type.
one(type, values) := found if {
	found := document([resource("it", type, values)])
}

# The same document, written in CloudFormation.
in_cloudformation(terraform) := found if {
	found := object.union(terraform, {"unit": object.union(terraform.unit, {"format": "cloudformation"})})
}

# The same document as a library module, whose caller may add what it lacks.
in_library(root) := found if {
	found := object.union(root, {"unit": object.union(root.unit, {"deployable": false, "closed": false})})
}

# The path of every finding of a set, for comparisons.
paths(findings) := found if {
	found := {path | some finding in findings; path := finding.path}
}

# A rule for TCP ports and one range.
rule(from, to, range) := {"protocol": "tcp", "from_port": from, "to_port": to, "cidr_blocks": [range]}

# The security group `group` with these rules, and what the document says of them.
group(rules) := found if {
	open := [{"rule": i, "field": "cidr_blocks", "index": 0} | some i; rules[i].cidr_blocks[0] == "0.0.0.0/0"]
	facts := {"derived": {"services": [], "load_balancers": [], "others": [], "open_ingress": open}}
	found := object.union(resource("group", "ec2.security_group", {"ingress": rules}), facts)
}

# A resource that names it at a pointer.
guarded(item, at) := found if {
	found := object.union(item, {"refs": {at: [{"to": "group", "attribute": "id"}]}})
}
