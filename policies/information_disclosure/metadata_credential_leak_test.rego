package stride.information_disclosure.metadata_credential_leak_test

import data.stride.given_test as given
import data.stride.information_disclosure.metadata_credential_leak as threat

bridged(values) := found if {
	found := threat.bridge_network_reaches_imds with input as given.task(values)
}

test_bridge_network_reaches_imds if {
	given.paths(bridged({"network_mode": "bridge"})) == {["network_mode"]}
	count(bridged({"network_mode": "bridge", "requires_compatibilities": ["EC2", "FARGATE"]})) == 1
	count(bridged({"requires_compatibilities": ["EC2"]})) == 1
	count(bridged({"requires_compatibilities": ["EC2", "EXTERNAL"]})) == 1
	count(bridged({})) == 1
	count(bridged({"requires_compatibilities": ["EC2", "MANAGED_INSTANCES"], "bridge_by_default": true})) == 1
}

test_bridge_network_reaches_imds_quiet if {
	count(bridged({"requires_compatibilities": ["EXTERNAL"]})) == 0
	count(bridged({"requires_compatibilities": ["FARGATE"]})) == 0
	count(bridged({"requires_compatibilities": ["MANAGED_INSTANCES"]})) == 0
	count(bridged({"network_mode": "none", "requires_compatibilities": ["EC2"]})) == 0
	count(bridged({"network_mode": "awsvpc"})) == 0
	count(threat.bridge_network_reaches_imds) == 0 with input as given.windows_task({"network_mode": "bridge"})
}

# What every host keeps to itself, no container gets.
test_bridge_network_reaches_imds_of_guarded_hosts if {
	joins := {"user_data_settings": [{"name": "ECS_CLUSTER", "value": "c"}]}
	guarded := object.union(joins, {"metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 1}})
	further := object.union(joins, {"metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 2}})
	task := given.ec2_task({"network_mode": "bridge"})
	count(threat.bridge_network_reaches_imds) == 0 with input as given.document([task, given.resource("a", "ec2.launch_template", guarded)])
	count(threat.bridge_network_reaches_imds) == 1 with input as given.document([task, given.resource("a", "ec2.launch_template", guarded), given.resource("b", "ec2.instance", further)])
	count(threat.bridge_network_reaches_imds) == 1 with input as given.document([task, given.resource("a", "ec2.instance", {"metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 1}})])
}

roleless(values) := found if {
	found := threat.missing_task_role_on_ec2 with input as given.document([object.union(given.resource("task", "ecs.task_definition", values), {"derived": {"services": []}})])
}

test_missing_task_role_on_ec2 if {
	given.paths(roleless({"requires_compatibilities": ["EC2"]})) == {["task_role"]}
	count(roleless({"requires_compatibilities": ["EC2"], "task_role": ""})) == 1
	count(roleless({"requires_compatibilities": ["EC2", "EXTERNAL"]})) == 1
	count(roleless({"network_mode": "host"})) == 1
	count(roleless({})) == 1
	count(roleless({"requires_compatibilities": ["MANAGED_INSTANCES"], "reaches_instance_role": true})) == 1
}

test_missing_task_role_on_ec2_quiet if {
	count(roleless({"requires_compatibilities": ["EC2"], "task_role": "app"})) == 0
	count(roleless({"requires_compatibilities": ["EC2", "FARGATE"]})) == 0
	count(roleless({"requires_compatibilities": ["EXTERNAL"]})) == 0
	count(roleless({"requires_compatibilities": ["MANAGED_INSTANCES"]})) == 0
	count(roleless({"network_mode": "awsvpc"})) == 0
}

runs(id, launch) := found if {
	found := object.union(given.resource(id, "ecs.service", {}), {"derived": {"launch": launch}})
}

test_missing_task_role_on_ec2_by_its_services if {
	task := object.union(given.resource("task", "ecs.task_definition", {"network_mode": "awsvpc"}), {"derived": {"services": ["a", "b"]}})
	count(threat.missing_task_role_on_ec2) == 1 with input as given.document([task, runs("a", "EC2"), runs("b", "EC2")])
	count(threat.missing_task_role_on_ec2) == 0 with input as given.document([task, runs("a", "EC2"), runs("b", "FARGATE")])
}

kinds := ["ec2.instance", "ec2.launch_template", "autoscaling.launch_configuration"]

imdsv1(type, values) := found if {
	found := threat.imdsv1_enabled with input as given.one(type, values)
}

severities(findings) := found if {
	found := {severity | some finding in findings; severity := object.get(finding, ["facts", "severity"], "high")}
}

test_imdsv1_enabled if {
	every kind in kinds {
		given.paths(imdsv1(kind, {"metadata_options": {"http_tokens": "optional"}})) == {["metadata_options", "http_tokens"]}
		severities(imdsv1(kind, {"metadata_options": {"http_tokens": "optional", "http_endpoint": "enabled"}})) == {"high"}
	}
}

test_imdsv1_enabled_is_mild_where_nothing_is_said if {
	every kind in kinds {
		severities(imdsv1(kind, {})) == {"low"}
		severities(imdsv1(kind, {"metadata_options": {"http_endpoint": "enabled"}, "image_platform": "amazon-linux-2"})) == {"low"}
	}
}

test_imdsv1_enabled_quiet if {
	every values in [
		{"metadata_options": {"http_tokens": "required"}},
		{"metadata_options": {"http_tokens": "optional", "http_endpoint": "disabled"}},
		{"metadata_options": {"http_endpoint": "disabled"}},
		{"image_platform": "amazon-linux-2023"},
		{"image_platform": "bottlerocket"},
	] {
		count(imdsv1("ec2.instance", values)) == 0
	}
}

defaults(tokens) := given.resource("defaults", "aws_ec2_instance_metadata_defaults", {"http_tokens": tokens})

test_imdsv1_enabled_follows_the_default_of_the_account if {
	count(threat.imdsv1_enabled) == 0 with input as given.document([given.resource("it", "ec2.instance", {}), defaults("required")])
	count(threat.imdsv1_enabled) == 1 with input as given.document([given.resource("it", "ec2.instance", {}), defaults("no-preference")])
	count(threat.imdsv1_enabled) == 1 with input as given.document([given.resource("it", "ec2.instance", {"metadata_options": {"http_tokens": "optional"}}), defaults("required")])
}

test_imdsv1_enabled_is_said_once_of_a_template if {
	instance := object.union(given.resource("it", "ec2.instance", {"launch_template": "lt"}), {"refs": {"/launch_template": [{"to": "template", "attribute": "id"}]}})
	found := threat.imdsv1_enabled with input as given.document([instance, given.resource("template", "ec2.launch_template", {})])
	{finding.resource | some finding in found} == {"template"}
}

hops(values) := found if {
	found := threat.metadata_hop_limit with input as given.one("ec2.launch_template", {"metadata_options": values})
}

test_metadata_hop_limit if {
	given.paths(hops({"http_put_response_hop_limit": 2})) == {["metadata_options", "http_put_response_hop_limit"]}
}

test_metadata_hop_limit_quiet if {
	count(hops({"http_put_response_hop_limit": 1})) == 0
	count(hops({})) == 0
	count(hops({"http_put_response_hop_limit": 64, "http_endpoint": "disabled"})) == 0
}

reachable(settings) := found if {
	found := threat.imds_reachable_from_tasks with input as given.one("ec2.instance", {"user_data_settings": settings})
}

test_imds_reachable_from_tasks if {
	given.paths(reachable([{"name": "HOME", "value": "/root"}, {"name": "ECS_CLUSTER", "value": "prod"}, {"name": "ECS_CLUSTER", "value": "prod"}])) == {["user_data_settings", 1, "name"]}
	count(reachable([{"name": "ECS_CLUSTER", "value": "prod"}, {"name": "ECS_AWSVPC_BLOCK_IMDS", "value": "false"}])) == 1
	count(reachable([{"name": "ECS_CLUSTER", "value": "prod"}, {"name": "ECS_AWSVPC_BLOCK_IMDS", "value": "yes"}])) == 1
}

# The agent's setting is for tasks with a network interface of their own.
beside(modes) := found if {
	host := given.resource("host", "ec2.instance", {"user_data_settings": [{"name": "ECS_CLUSTER", "value": "prod"}]})
	tasks := [given.resource(mode, "ecs.task_definition", {"network_mode": mode}) | some mode in modes]
	found := threat.imds_reachable_from_tasks with input as given.document(array.concat([host], tasks))
}

test_imds_reachable_beside_tasks_on_the_bridge if {
	count(beside(["bridge"])) == 0
	count(beside(["awsvpc"])) == 1
	count(beside(["bridge", "awsvpc"])) == 1
}

test_imds_reachable_from_tasks_quiet if {
	count(reachable([{"name": "ECS_CLUSTER", "value": "prod"}, {"name": "ECS_AWSVPC_BLOCK_IMDS", "value": "true"}])) == 0
	count(reachable([{"name": "MY_ECS_CLUSTER", "value": "prod"}])) == 0
	count(reachable([])) == 0
	values := {"metadata_options": {"http_endpoint": "disabled"}, "user_data_settings": [{"name": "ECS_CLUSTER", "value": "prod"}]}
	count(threat.imds_reachable_from_tasks) == 0 with input as given.one("ec2.instance", values)
}
