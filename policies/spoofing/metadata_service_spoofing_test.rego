package stride.spoofing.metadata_service_spoofing_test

import data.stride.given_test as given
import data.stride.spoofing.metadata_service_spoofing as threat

capabilities(added) := found if {
	found := threat.network_capability_added with input as given.container({"linux_parameters": {"capabilities": {"add": added}}})
}

test_network_capability_added if {
	given.paths(capabilities(["SYS_PTRACE", "NET_ADMIN"])) == {["containers", 0, "linux_parameters", "capabilities", "add", 1]}
	count(capabilities(["NET_RAW", "ALL", "NET_BIND_SERVICE"])) == 0
}

override(name, value) := found if {
	found := threat.credentials_endpoint_override with input as given.environment([{"name": name, "value": value}])
}

test_credentials_endpoint_override if {
	given.paths(override("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://10.0.0.1/")) == {["containers", 0, "environment", 0, "name"]}
	every name in ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "ECS_CONTAINER_METADATA_URI", "ECS_CONTAINER_METADATA_URI_V4", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_METADATA_SERVICE_ENDPOINT"] {
		count(override(name, "http://10.0.0.1/")) == 1
	}
}

test_credentials_endpoint_override_quiet if {
	every name in ["AWS_CONTAINER_CREDENTIALS_FULL_URI_2", "AWS_EC2_METADATA_DISABLED", "ECS_CONTAINER_METADATA_FILE"] {
		count(override(name, "http://10.0.0.1/")) == 0
	}
	count(override("AWS_METADATA_SERVICE_ENDPOINT", "")) == 0
}

alias(host, address) := found if {
	found := threat.metadata_host_alias with input as given.container({"extra_hosts": [{"hostname": "db", "ip_address": "10.0.0.4"}, {"hostname": host, "ip_address": address}]})
}

test_metadata_host_alias if {
	every address in ["169.254.169.254", "169.254.170.2", "FD00:EC2::254", "169.254.170.23", "fd00:ec2::23"] {
		given.paths(alias("metadata.local", address)) == {["containers", 0, "extra_hosts", 1, "ip_address"]}
	}
	given.paths(alias("169.254.169.254", "10.0.0.9")) == {["containers", 0, "extra_hosts", 1, "hostname"]}
	count(alias("169.254.169.254", "169.254.170.2")) == 1
}

test_metadata_host_alias_quiet if {
	count(alias("cache", "169.254.169.253")) == 0
}

own := {"registry": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "path": "app"}

sidecar(values) := found if {
	found := threat.untrusted_sidecar with input as given.task({"task_role": "app", "containers": [{"name": "app", "image": own}, values]})
}

test_untrusted_sidecar if {
	foreign := {"registry": "registry.example.com", "path": "agent"}
	given.paths(sidecar({"name": "agent", "essential": false, "image": foreign})) == {["containers", 1, "image"]}
	count(sidecar({"name": "agent", "essential": true, "firelens_configuration": {"type": "fluentbit"}, "image": foreign})) == 1
	count(sidecar({"name": "agent", "essential": false, "image": {"path": "datadog/agent"}})) == 1
}

test_untrusted_sidecar_quiet if {
	count(sidecar({"name": "agent", "essential": true, "image": {"registry": "registry.example.com", "path": "agent"}})) == 0
	count(sidecar({"name": "agent", "essential": false, "image": own})) == 0
	count(threat.untrusted_sidecar) == 0 with input as given.task({"containers": [{"name": "agent", "essential": false, "image": {"path": "datadog/agent"}}]})
}

test_custom_dns_servers if {
	given.paths(threat.custom_dns_servers) == {["containers", 0, "dns_servers"]} with input as given.container({"dns_servers": ["10.0.0.2"]})
	count(threat.custom_dns_servers) == 0 with input as given.container({"dns_servers": [], "dns_search_domains": ["example.com"]})
}
