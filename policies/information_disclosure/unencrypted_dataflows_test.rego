package stride.information_disclosure.unencrypted_dataflows_test

import data.stride.given_test as given
import data.stride.information_disclosure.unencrypted_dataflows as threat

efs(volume) := found if {
	found := threat.efs_transit_encryption_disabled with input as given.task({"volumes": [{"name": "scratch"}, {"name": "data", "efs_volume_configuration": volume}]})
}

test_efs_transit_encryption_disabled if {
	given.paths(efs({"file_system_id": "fs-1"})) == {["volumes", 1, "efs_volume_configuration", "transit_encryption"]}
	count(efs({"file_system_id": "fs-1", "transit_encryption": "DISABLED"})) == 1
}

test_efs_transit_encryption_disabled_quiet if {
	count(efs({"file_system_id": "fs-1", "transit_encryption": "ENABLED"})) == 0
}

endpoint(value) := found if {
	found := threat.plaintext_endpoint_in_environment with input as given.task({"containers": [{"name": "web", "environment": [{"name": "URL", "value": value}]}, {"name": "Cache"}]})
}

test_plaintext_endpoint_in_environment if {
	given.paths(endpoint("http://api.example.com/v1")) == {["containers", 0, "environment", 0, "value"]}
	every value in ["HTTP://api.example.com", "redis://cache.internal:6379/0", "ws://10.0.0.1", "amqp://user@mq.internal", "https://a.internal,http://b.internal", "postgresql://db.internal/app?sslmode=disable", "jdbc:mysql://db.internal/app?useSSL=false", "nats://nats:4222", "mqtt://broker.internal", "ldap://dc.internal", "ftp://files.internal"] {
		count(endpoint(value)) == 1
	}
}

test_plaintext_endpoint_in_environment_quiet if {
	every value in ["https://api.example.com", "http://localhost:8080", "http://127.0.0.1/", "http://[::1]:9000", "http://169.254.170.2/v2", "redis://cache:6379", "http://www.w3.org/2001/XMLSchema", "http://schemas.xmlsoap.org/soap", "http://+:8080", "http://0.0.0.0:80", "rediss://cache.internal", "see http", "postgresql://db.internal/app?sslmode=require", "jdbc:mysql://db.internal/app?useSSL=true"] {
		count(endpoint(value)) == 0
	}
}

test_plaintext_endpoint_of_a_value_known_in_part if {
	task := given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "environment": [{"name": "URL", "url": {"scheme": "redis"}}]}]})
	referring := object.union(task, {"refs": {"/containers/0/environment/0/value": [{"to": "aws_elasticache_cluster.main", "attribute": "address"}]}})
	count(threat.plaintext_endpoint_in_environment) == 1 with input as given.document([referring])
	count(threat.plaintext_endpoint_in_environment) == 0 with input as given.document([task])
}

ebs(values) := found if {
	found := given.one("ecs.service", {"volume_configuration": [{"name": "data", "managed_ebs_volume": values}]})
}

test_ebs_volume_not_encrypted if {
	given.paths(threat.ebs_volume_not_encrypted) == {["volume_configuration", 0, "managed_ebs_volume", "encrypted"]} with input as ebs({"encrypted": false})
	count(threat.ebs_volume_not_encrypted) == 1 with input as given.in_cloudformation(ebs({"size_in_gib": 20}))
}

test_ebs_volume_not_encrypted_quiet if {
	count(threat.ebs_volume_not_encrypted) == 0 with input as ebs({"size_in_gib": 20})
	count(threat.ebs_volume_not_encrypted) == 0 with input as given.in_cloudformation(ebs({"encrypted": true}))
}

listener(values, internal) := found if {
	own := object.union(given.resource("listener", "elb.listener", values), {"derived": {"internal": internal, "load_balancer": "web"}})
	found := threat.plaintext_listener with input as given.document([own, given.resource("web", "elb.load_balancer", {})])
}

# The severity of a listener on port 80 whose load balancer has the group, by the group's rules.
behind(rules) := severities if {
	http := object.union(given.resource("listener", "elb.listener", {"protocol": "HTTP", "port": 80}), {"derived": {"internal": false, "load_balancer": "web"}})
	web := given.guarded(given.resource("web", "elb.load_balancer", {"security_groups": ["${group.id}"]}), "/security_groups/0")
	found := threat.plaintext_listener with input as given.document([http, web, given.group(rules)])
	severities := {finding.facts.severity | some finding in found}
}

test_plaintext_listener_by_its_groups if {
	behind([given.rule(80, 80, "0.0.0.0/0")]) == {"high"}
	behind([given.rule(0, 65535, "0.0.0.0/0")]) == {"high"}
	behind([given.rule(80, 80, "10.0.0.0/8"), given.rule(443, 443, "0.0.0.0/0")]) == {"medium"}
	behind([given.rule(443, 443, "0.0.0.0/0")]) == {"low"}
	behind([]) == {"low"}
}

forward := [{"type": "forward"}]

test_plaintext_listener if {
	listener({"protocol": "HTTP", "port": 80, "default_actions": forward}, false) == {{"resource": "listener", "path": ["protocol"], "facts": {"severity": "medium", "harm": "anyone on the network path can read and change it", "case": "application-load-balancer", "related": [], "through": ""}}}
	listener({"protocol": "HTTP", "port": 80, "default_actions": forward}, null) == {{"resource": "listener", "path": ["protocol"], "facts": {"severity": "medium", "harm": "anyone on the network path can read and change it", "case": "application-load-balancer", "related": [], "through": ""}}}
	count(listener({"port": 8080, "default_actions": forward}, false)) == 1
	count(listener({"protocol": "TCP", "port": 80, "default_actions": forward}, false)) == 1
	count(listener({"protocol": "UDP", "port": 80, "default_actions": forward}, false)) == 1
	count(listener({"protocol": "HTTP", "port": 80}, false)) == 1
	count(listener({"protocol": "HTTP", "port": 80, "default_actions": [{"type": "authenticate-oidc"}]}, false)) == 1
	count(listener({"protocol": "HTTP", "port": 80, "default_actions": [{"type": "fixed-response"}], "rule_actions": forward}, false)) == 1
}

test_plaintext_listener_quiet if {
	count(listener({"protocol": "HTTP", "port": 80, "default_actions": forward}, true)) == 0
	count(listener({"protocol": "HTTPS", "port": 443, "default_actions": forward}, false)) == 0
	count(listener({"protocol": "TCP", "port": 5432, "default_actions": forward}, false)) == 0
	count(listener({"protocol": "HTTP", "port": 80, "default_actions": [{"type": "redirect", "redirect": {"protocol": "HTTPS"}}]}, false)) == 0
	count(listener({"protocol": "HTTP", "port": 80, "default_actions": [{"type": "fixed-response"}], "rule_actions": [{"type": "redirect"}]}, false)) == 0
	count(listener({"default_actions": forward}, null)) == 0
}

test_plaintext_target_group if {
	given.paths(threat.plaintext_target_group) == {["protocol"]} with input as given.one("elb.target_group", {"protocol": "HTTP"})
	every protocol in ["HTTPS", "TCP", "GENEVE"] {
		count(threat.plaintext_target_group) == 0 with input as given.one("elb.target_group", {"protocol": protocol})
	}
	count(threat.plaintext_target_group) == 0 with input as given.one("elb.target_group", {"target_type": "lambda"})
}

test_efs_file_system_not_encrypted if {
	given.paths(threat.efs_file_system_not_encrypted) == {["encrypted"]} with input as given.one("efs.file_system", {})
	count(threat.efs_file_system_not_encrypted) == 1 with input as given.one("efs.file_system", {"encrypted": false})
	count(threat.efs_file_system_not_encrypted) == 0 with input as given.one("efs.file_system", {"encrypted": true})
}

joins := {"user_data_settings": [{"name": "ECS_CLUSTER", "value": "main"}]}

host(values) := given.resource("host", "ec2.launch_template", object.union(joins, values))

test_container_host_disk_not_encrypted if {
	off := threat.container_host_disk_not_encrypted with input as given.document([host({"block_devices": [{"encrypted": true}, {"encrypted": false}]})])
	given.paths(off) == {["block_devices", 1, "encrypted"]}
	silent := threat.container_host_disk_not_encrypted with input as given.document([host({"block_devices": [{"device_name": "/dev/xvda"}]})])
	given.paths(silent) == {["block_devices", 0, "encrypted"]}
	[finding.facts.severity | some finding in silent] == ["low"]
	count(threat.container_host_disk_not_encrypted) == 0 with input as given.document([host({})])
}

test_container_host_disk_not_encrypted_quiet if {
	every disk in [{"encrypted": true}, {"snapshot": "snap-1"}, {"virtual_name": "ephemeral0"}, {"no_device": true}] {
		count(threat.container_host_disk_not_encrypted) == 0 with input as given.document([host({"block_devices": [disk]})])
	}
	elsewhere := given.one("ec2.launch_template", {"block_devices": [{"encrypted": false}]})
	count(threat.container_host_disk_not_encrypted) == 0 with input as elsewhere
	switch := given.resource("switch", "aws_ebs_encryption_by_default", {"enabled": true})
	count(threat.container_host_disk_not_encrypted) == 0 with input as given.document([host({"block_devices": [{}]}), switch])
}

# The group of instances that a capacity provider manages starts with the template.
test_hosts_of_a_capacity_provider if {
	template := given.resource("host", "ec2.launch_template", {"block_devices": [{"encrypted": false}]})
	group := object.union(given.resource("group", "aws_autoscaling_group", {}), {"refs": {"/launch_template/0/id": [{"to": "host", "attribute": "id"}]}})
	refs := {"refs": {"/auto_scaling_group_provider/0/auto_scaling_group_arn": [{"to": "group", "attribute": "arn"}]}}
	provider := object.union(given.resource("provider", "aws_ecs_capacity_provider", {}), refs)
	count(threat.container_host_disk_not_encrypted) == 1 with input as given.document([template, group, provider])
	count(threat.container_host_disk_not_encrypted) == 0 with input as given.document([template, group])
}

key(values) := object.union(given.resource("key", "kms.key", values), {"source_type": "aws_kms_key"})

test_key_not_rotated if {
	every values in [{}, {"enable_key_rotation": false}, {"key_spec": "SYMMETRIC_DEFAULT"}] {
		found := threat.key_not_rotated with input as given.document([key(values)])
		given.paths(found) == {["enable_key_rotation"]}
	}
	every values in [{"enable_key_rotation": true}, {"key_spec": "RSA_2048"}] {
		count(threat.key_not_rotated) == 0 with input as given.document([key(values)])
	}
	external := object.union(given.resource("key", "kms.key", {}), {"source_type": "aws_kms_external_key"})
	count(threat.key_not_rotated) == 0 with input as given.document([external])
}
