package stride.information_disclosure.metadata_credential_leak_test

import data.stride.given_test as given
import data.stride.information_disclosure.metadata_credential_leak as threat

test_bridge_network_reaches_imds if {
	given.paths(threat.bridge_network_reaches_imds) == {["network_mode"]} with input as given.task({"network_mode": "bridge"})
	count(threat.bridge_network_reaches_imds) == 1 with input as given.task({"requires_compatibilities": ["EC2"]})
	count(threat.bridge_network_reaches_imds) == 1 with input as given.task({"requires_compatibilities": ["EXTERNAL"]})
}

test_bridge_network_reaches_imds_quiet if {
	count(threat.bridge_network_reaches_imds) == 0 with input as given.task({"requires_compatibilities": ["EC2", "FARGATE"]})
	count(threat.bridge_network_reaches_imds) == 0 with input as given.task({"network_mode": "none", "requires_compatibilities": ["EC2"]})
	count(threat.bridge_network_reaches_imds) == 0 with input as given.task({})
	count(threat.bridge_network_reaches_imds) == 0 with input as given.windows_task({"network_mode": "bridge"})
}

test_missing_task_role_on_ec2 if {
	given.paths(threat.missing_task_role_on_ec2) == {["task_role"]} with input as given.task({"requires_compatibilities": ["EC2"]})
	count(threat.missing_task_role_on_ec2) == 1 with input as given.task({"requires_compatibilities": ["EC2"], "task_role": ""})
}

test_missing_task_role_on_ec2_quiet if {
	count(threat.missing_task_role_on_ec2) == 0 with input as given.task({"requires_compatibilities": ["EC2"], "task_role": "app"})
	count(threat.missing_task_role_on_ec2) == 0 with input as given.task({"requires_compatibilities": ["EC2", "FARGATE"]})
	count(threat.missing_task_role_on_ec2) == 0 with input as given.task({})
}
