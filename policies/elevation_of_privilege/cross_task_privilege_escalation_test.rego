package stride.elevation_of_privilege.cross_task_privilege_escalation_test

import data.stride.elevation_of_privilege.cross_task_privilege_escalation as threat
import data.stride.given_test as given

test_host_network_mode if {
	given.paths(threat.host_network_mode) == {["network_mode"]} with input as given.task({"network_mode": "host"})
}

test_host_network_mode_quiet if {
	every mode in ["awsvpc", "bridge", "none"] {
		count(threat.host_network_mode) == 0 with input as given.task({"network_mode": mode})
	}
	count(threat.host_network_mode) == 0 with input as given.task({})
}

test_host_ipc_namespace if {
	given.paths(threat.host_ipc_namespace) == {["ipc_mode"]} with input as given.task({"ipc_mode": "host"})
	count(threat.host_ipc_namespace) == 0 with input as given.task({"ipc_mode": "task"})
	count(threat.host_ipc_namespace) == 0 with input as given.task({})
}

shared(scope) := found if {
	found := threat.shared_docker_volume with input as given.task({"volumes": [{"name": "data", "docker_volume_configuration": {"scope": scope}}]})
}

test_shared_docker_volume if {
	given.paths(shared("shared")) == {["volumes", 0, "docker_volume_configuration", "scope"]}
	count(shared("task")) == 0
	count(threat.shared_docker_volume) == 0 with input as given.task({"volumes": [{"name": "data", "docker_volume_configuration": {}}]})
}

efs(values) := found if {
	found := given.task({"volumes": [{"name": "data", "efs_volume_configuration": values}]})
}

test_efs_without_access_point if {
	given.paths(threat.efs_without_access_point) == {["volumes", 0, "efs_volume_configuration", "authorization_config", "access_point_id"]} with input as efs({"file_system_id": "fs-1"})
	count(threat.efs_without_access_point) == 1 with input as efs({"authorization_config": {"iam": "ENABLED"}})
	count(threat.efs_without_access_point) == 1 with input as efs({"authorization_config": {"access_point_id": ""}})
	count(threat.efs_without_access_point) == 0 with input as efs({"authorization_config": {"access_point_id": "fsap-1"}})
	count(threat.efs_without_access_point) == 0 with input as given.task({"volumes": [{"name": "data"}]})
}

test_efs_without_iam_authorization if {
	given.paths(threat.efs_without_iam_authorization) == {["volumes", 0, "efs_volume_configuration", "authorization_config", "iam"]} with input as efs({"file_system_id": "fs-1"})
	count(threat.efs_without_iam_authorization) == 1 with input as efs({"authorization_config": {"iam": "DISABLED"}})
	count(threat.efs_without_iam_authorization) == 0 with input as efs({"authorization_config": {"iam": "ENABLED"}})
}

shared_group(rule, services) := found if {
	group := object.union(given.resource("group", "ec2.security_group", {"ingress": [rule]}), {"derived": {"services": services}})
	found := threat.self_referencing_open_group with input as given.document([group])
}

test_self_referencing_open_group if {
	given.paths(shared_group({"self": true, "protocol": "all", "from_port": 0, "to_port": 65535}, ["a", "b"])) == {["ingress", 0, "self"]}
	count(shared_group({"self": true, "protocol": "tcp", "from_port": 0, "to_port": 65535}, ["a", "b"])) == 1
	count(shared_group({"self": true, "protocol": "udp", "from_port": 1, "to_port": 65535}, ["a", "b"])) == 1
}

test_self_referencing_open_group_quiet if {
	count(shared_group({"self": true, "protocol": "all", "from_port": 0, "to_port": 65535}, ["a"])) == 0
	count(shared_group({"self": true, "protocol": "tcp", "from_port": 8080, "to_port": 8080}, ["a", "b"])) == 0
	count(shared_group({"self": true, "protocol": "icmp"}, ["a", "b"])) == 0
	count(shared_group({"protocol": "all", "from_port": 0, "to_port": 65535, "cidr_blocks": ["10.0.0.0/8"]}, ["a", "b"])) == 0
}

test_efs_access_point_without_user if {
	found := threat.efs_access_point_without_user with input as given.one("efs.access_point", {"root_directory": {"path": "/app"}})
	given.paths(found) == {["posix_user"]}
	count(threat.efs_access_point_without_user) == 0 with input as given.one("efs.access_point", {"posix_user": {"uid": "1000", "gid": "1000"}})
}

test_efs_access_point_without_root_directory if {
	every values in [{}, {"root_directory": {}}, {"root_directory": {"path": "/"}}] {
		found := threat.efs_access_point_without_root_directory with input as given.one("efs.access_point", values)
		given.paths(found) == {["root_directory", "path"]}
	}
	count(threat.efs_access_point_without_root_directory) == 0 with input as given.one("efs.access_point", {"root_directory": {"path": "/app"}})
}
