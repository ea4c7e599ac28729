package stride.elevation_of_privilege.vulnerable_application_code_test

import data.stride.elevation_of_privilege.vulnerable_application_code as threat
import data.stride.given_test as given

assigned(configuration) := found if {
	found := threat.public_ip_assigned with input as given.one("ecs.service", {"network_configuration": configuration})
}

test_public_ip_assigned if {
	given.paths(assigned({"assign_public_ip": true})) == {["network_configuration", "assign_public_ip"]}
}

# The severity of a public address behind a group, by the group's rules.
behind(rules) := severities if {
	service := given.resource("service", "ecs.service", {"network_configuration": {"assign_public_ip": true, "security_groups": ["${group.id}"]}})
	found := threat.public_ip_assigned with input as given.document([given.guarded(service, "/network_configuration/security_groups/0"), given.group(rules)])
	severities := {finding.facts.severity | some finding in found}
}

test_public_ip_assigned_by_its_groups if {
	behind([given.rule(80, 80, "10.0.0.0/8"), given.rule(8080, 8080, "0.0.0.0/0")]) == {"high"}
	behind([given.rule(80, 80, "10.0.0.0/8")]) == {"low"}
	behind([]) == {"low"}
	{finding.facts.severity | some finding in assigned({"assign_public_ip": true, "security_groups": ["sg-1"]})} == {"medium"}
	{finding.facts.severity | some finding in assigned({"assign_public_ip": true})} == {"medium"}
}

test_public_ip_assigned_quiet if {
	count(assigned({"assign_public_ip": false})) == 0
	count(assigned({"subnets": ["subnet-1"]})) == 0
}

association(values, refs) := found if {
	found := object.union(given.resource("association", "wafv2.web_acl_association", values), {"refs": refs})
}

test_public_load_balancer_without_waf if {
	given.paths(threat.public_load_balancer_without_waf) == {[]} with input as given.one("elb.load_balancer", {})
	other := association({"resource": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1"}, {})
	count(threat.public_load_balancer_without_waf) == 1 with input as given.document([given.resource("web", "elb.load_balancer", {"internal": false, "load_balancer_type": "application"}), other])
}

test_public_load_balancer_without_waf_quiet if {
	own := association({"resource": "${web.arn}"}, {"/resource": [{"to": "web", "attribute": "arn"}]})
	count(threat.public_load_balancer_without_waf) == 0 with input as given.document([given.resource("web", "elb.load_balancer", {}), own])
	any_other := association({"resource": "*"}, {})
	count(threat.public_load_balancer_without_waf) == 0 with input as given.document([given.resource("web", "elb.load_balancer", {}), any_other])
	count(threat.public_load_balancer_without_waf) == 0 with input as given.one("elb.load_balancer", {"internal": true})
	count(threat.public_load_balancer_without_waf) == 0 with input as given.one("elb.load_balancer", {"load_balancer_type": "network"})
	count(threat.public_load_balancer_without_waf) == 0 with input as given.in_library(given.one("elb.load_balancer", {}))
}

unused := {"services": [], "load_balancers": [], "others": []}

ingress(rule, users) := found if {
	group := object.union(given.resource("group", "ec2.security_group", {"ingress": [rule]}), {"derived": object.union(object.union(unused, {"open_ingress": opened(rule)}), users)})
	found := threat.ingress_open_to_world with input as given.document([group])
}

# What the document says of the ranges in this rule.
opened(rule) := found if {
	found := [{"rule": 0, "field": field, "index": j} |
		some field in ["cidr_blocks", "ipv6_cidr_blocks"]
		some j
		endswith(rule[field][j], "/0")
	]
}

open_rule(protocol, from, to) := {"protocol": protocol, "from_port": from, "to_port": to, "cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}

test_ingress_open_to_world if {
	ingress(open_rule("tcp", 22, 22), {}) == {{"resource": "group", "path": ["ingress", 0, "cidr_blocks", 1], "facts": {"ports": "port 22", "severity": "high", "case": "remote-access"}}}
	{finding.facts.ports | some finding in ingress(open_rule("all", 0, 65535), {})} == {"every port"}
	{finding.facts.ports | some finding in ingress(open_rule("udp", 80, 443), {})} == {"ports 80 to 443"}
	given.paths(ingress({"protocol": "tcp", "from_port": 22, "to_port": 22, "ipv6_cidr_blocks": ["::/0"]}, {})) == {["ingress", 0, "ipv6_cidr_blocks", 0]}
}

test_ingress_open_to_world_for_load_balancers_only if {
	severity := {finding.facts.severity | some finding in ingress(open_rule("tcp", 8443, 8443), {"load_balancers": ["web"]})}
	severity == {"medium"}
	shared := {finding.facts.severity | some finding in ingress(open_rule("tcp", 8443, 8443), {"load_balancers": ["web"], "services": ["web"]})}
	shared == {"high"}
	instance := {finding.facts.severity | some finding in ingress(open_rule("tcp", 8443, 8443), {"load_balancers": ["web"], "others": ["instance"]})}
	instance == {"high"}
	cases := {finding.facts.case | some port in [3000, 22]; some finding in ingress(open_rule("tcp", port, port), {"load_balancers": ["web"]})}
	cases == {"load-balancer"}
}

test_ingress_open_to_world_of_a_tunnel if {
	every port in [500, 4500, 1194, 51820] {
		{finding.facts.severity | some finding in ingress(open_rule("udp", port, port), {"others": ["gateway"]})} == {"low"}
	}
	{finding.facts.severity | some finding in ingress(open_rule("udp", 500, 4500), {"others": ["gateway"]})} == {"high"}
	{finding.facts.severity | some finding in ingress(open_rule("tcp", 500, 500), {"others": ["gateway"]})} == {"high"}
}

test_ingress_open_to_world_quiet if {
	count(ingress(open_rule("tcp", 443, 443), {})) == 0
	count(ingress(open_rule("tcp", 80, 80), {})) == 0
	count(ingress(open_rule("tcp", 23, 21), {})) == 0
	count(ingress(open_rule("icmp", 0, 0), {})) == 0
	count(ingress({"protocol": "icmp", "cidr_blocks": ["0.0.0.0/0"]}, {})) == 0
	count(ingress({"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8"]}, {})) == 0
	count(ingress({"protocol": "tcp", "from_port": 22, "to_port": 22, "self": true}, {})) == 0
}

test_ingress_open_to_world_of_other_web_ports if {
	group := object.union(given.resource("group", "ec2.security_group", {"ingress": [open_rule("tcp", 8443, 8443)]}), {"derived": object.union(unused, {"open_ingress": opened(open_rule("tcp", 8443, 8443))})})
	plain := given.document([group])
	settings := object.union(plain.settings, {"web_ports": [443, 8443]})
	count(threat.ingress_open_to_world) == 0 with input as object.union(plain, {"settings": settings})
}

test_scheduled_task_exposed if {
	ways := {"network_configuration": {"assign_public_ip": true}, "enable_execute_command": true}
	given.paths(threat.scheduled_task_exposed) == {["targets", 1, "ecs_parameters", "network_configuration", "assign_public_ip"], ["targets", 1, "ecs_parameters", "enable_execute_command"]} with input as given.one("events.rule", {"targets": [{"arn": "x"}, {"ecs_parameters": ways}]})
	given.paths(threat.scheduled_task_exposed) == {["target", "ecs_parameters", "enable_execute_command"]} with input as given.one("scheduler.schedule", {"target": {"ecs_parameters": {"enable_execute_command": true}}})
}

test_scheduled_task_exposed_by_its_groups if {
	address := {"network_configuration": {"assign_public_ip": true, "security_groups": ["${group.id}"]}}
	schedule := given.guarded(given.resource("schedule", "scheduler.schedule", {"target": {"ecs_parameters": address}}), "/target/ecs_parameters/network_configuration/security_groups/0")
	[finding.facts.severity | some finding in threat.scheduled_task_exposed] == ["high"] with input as given.document([schedule, given.group([given.rule(22, 22, "0.0.0.0/0")])])
	[finding.facts.severity | some finding in threat.scheduled_task_exposed] == ["low"] with input as given.document([schedule, given.group([])])
	[finding.facts.severity | some finding in threat.scheduled_task_exposed] == ["medium"] with input as given.document([schedule])
	shell := given.one("scheduler.schedule", {"target": {"ecs_parameters": {"enable_execute_command": true}}})
	[finding.facts.severity | some finding in threat.scheduled_task_exposed] == ["medium"] with input as shell
}

test_scheduled_task_exposed_quiet if {
	closed := {"network_configuration": {"assign_public_ip": false}, "enable_execute_command": false}
	count(threat.scheduled_task_exposed) == 0 with input as given.one("events.rule", {"targets": [{"ecs_parameters": closed}, {"ecs_parameters": {}}]})
	count(threat.scheduled_task_exposed) == 0 with input as given.one("scheduler.schedule", {"target": {"ecs_parameters": closed}})
	count(threat.scheduled_task_exposed) == 0 with input as given.one("scheduler.schedule", {"target": {"arn": "x"}})
}

test_container_host_public_address if {
	values := {"associate_public_ip_address": true, "user_data_settings": [{"name": "ECS_CLUSTER", "value": "main"}]}
	found := threat.container_host_public_address with input as given.one("ec2.launch_template", values)
	given.paths(found) == {["associate_public_ip_address"]}
	every changed in [{"associate_public_ip_address": false}, {"user_data_settings": []}] {
		count(threat.container_host_public_address) == 0 with input as given.one("ec2.launch_template", object.union(values, changed))
	}
}

test_subnet_assigns_public_addresses if {
	found := threat.subnet_assigns_public_addresses with input as given.one("ec2.subnet", {"map_public_ip_on_launch": true})
	given.paths(found) == {["map_public_ip_on_launch"]}
	every values in [{}, {"map_public_ip_on_launch": false}] {
		count(threat.subnet_assigns_public_addresses) == 0 with input as given.one("ec2.subnet", values)
	}
}
