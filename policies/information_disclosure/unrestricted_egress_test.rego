package stride.information_disclosure.unrestricted_egress_test

import data.stride.given_test as given
import data.stride.information_disclosure.unrestricted_egress as threat

service(network) := given.resource("service", "ecs.service", {"network_configuration": network})

guarded := given.guarded(service({"security_groups": ["${group}"]}), "/network_configuration/security_groups/0")

group(values) := given.resource("group", "ec2.security_group", values)

of_cloudformation(values) := object.union(group(values), {"source_type": "AWS::EC2::SecurityGroup"})

letting_out(rule) := given.document([guarded, group({"egress": [rule]})])

everything := {"protocol": "all", "from_port": 0, "to_port": 65535, "cidr_blocks": ["0.0.0.0/0"]}

test_egress_open_to_world if {
	found := threat.egress_open_to_world with input as letting_out(everything)
	given.paths(found) == {["egress", 0, "protocol"]}
	six := threat.egress_open_to_world with input as letting_out({"protocol": "tcp", "from_port": 0, "to_port": 65535, "ipv6_cidr_blocks": ["fd00::/8", "::/0"]})
	given.paths(six) == {["egress", 0, "to_port"]}
	both := threat.egress_open_to_world with input as letting_out(object.union(everything, {"ipv6_cidr_blocks": ["::/0"]}))
	given.paths(both) == {["egress", 0, "protocol"]}
	silent := threat.egress_open_to_world with input as given.in_cloudformation(given.document([guarded, of_cloudformation({})]))
	given.paths(silent) == {["egress"]}
}

test_egress_open_to_world_quiet if {
	every change in [
		{"cidr_blocks": ["10.0.0.0/8"]},
		{"protocol": "tcp", "from_port": 443, "to_port": 443},
		{"protocol": "udp"},
	] {
		count(threat.egress_open_to_world) == 0 with input as letting_out(object.union(everything, change))
	}
	count(threat.egress_open_to_world) == 0 with input as given.document([guarded, group({})])
	count(threat.egress_open_to_world) == 0 with input as given.document([service({"security_groups": ["sg-1"]}), group({"egress": [everything]})])
	narrow := of_cloudformation({"egress": [object.union(everything, {"cidr_blocks": ["10.0.0.0/8"]})]})
	count(threat.egress_open_to_world) == 0 with input as given.in_cloudformation(given.document([guarded, narrow]))
}

test_default_group_used if {
	found := threat.default_group_used with input as given.document([service({"subnets": ["subnet-1"]})])
	given.paths(found) == {["network_configuration", "security_groups"]}
	count(threat.default_group_used) == 1 with input as given.document([service({"security_groups": []})])
}

test_default_group_used_quiet if {
	count(threat.default_group_used) == 0 with input as given.document([service({"security_groups": ["sg-1"]})])
	count(threat.default_group_used) == 0 with input as given.document([given.resource("service", "ecs.service", {})])
}

# What a caller may fill, or what is made of what is elsewhere.
test_default_group_used_of_a_list_that_may_be_filled if {
	empty := service({"security_groups": []})
	at := "/network_configuration/security_groups"
	every more in [{"marks": {at: ["default"]}}, {"refs": {at: [{"to": "module.sg", "attribute": ""}]}}, {"refs": {concat("", [at, "/0"]): [{"to": "module.sg", "attribute": ""}]}}] {
		count(threat.default_group_used) == 0 with input as given.document([object.union(empty, more)])
	}
}
