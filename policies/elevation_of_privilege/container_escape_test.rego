package stride.elevation_of_privilege.container_escape_test

import data.stride.elevation_of_privilege.container_escape as threat
import data.stride.given_test as given

test_privileged_container if {
	given.paths(threat.privileged_container) == {["containers", 0, "privileged"]} with input as given.container({"privileged": true})
}

test_privileged_container_names_the_container_that_is if {
	containers := [{"name": "web", "privileged": false}, {"name": "agent", "privileged": true}]
	given.paths(threat.privileged_container) == {["containers", 1, "privileged"]} with input as given.task({"containers": containers})
}

test_privileged_container_quiet if {
	count(threat.privileged_container) == 0 with input as given.container({"privileged": false})
	count(threat.privileged_container) == 0 with input as given.container({})
}

test_root_user_named if {
	every user in ["root", "0", "root:staff", "0:0"] {
		given.paths(threat.root_user) == {["containers", 0, "user"]} with input as given.container({"user": user})
	}
}

test_root_user_missing if {
	count(threat.root_user) == 1 with input as given.container({})
	count(threat.root_user) == 1 with input as given.container({"user": ""})
}

# The severity by what the container says and where it runs.
root(container, launch) := severities if {
	task := object.union(given.resource("task", "ecs.task_definition", {"containers": [container]}), {"derived": {"os": "linux", "launch": launch}})
	found := threat.root_user with input as given.document([task])
	severities := {finding.facts.severity | some finding in found}
}

test_root_user_by_where_it_runs if {
	root({"user": "root"}, "EC2") == {"medium"}
	root({"user": "root"}, "BOTH") == {"medium"}
	root({"user": "root"}, "FARGATE") == {"low"}
	root({}, "EC2") == {"low"}
}

image(registry, path, tag) := {"image": {"registry": registry, "path": path, "tag": tag}}

test_root_user_of_images_with_a_user_of_their_own if {
	every own in [
		image(null, "grafana/grafana", "11.2.0"), image("docker.io", "bitnami/redis", "7"), image(null, "memcached", "1"),
		image("public.ecr.aws", "docker/library/memcached", "1"), image("quay.io", "keycloak/keycloak", "26.0"),
		image("ghcr.io", "nginxinc/nginx-unprivileged", "1.27"), image("gcr.io", "distroless/java21", "nonroot"),
	] {
		root(own, "FARGATE") == set()
		root(object.union(own, {"user": "root"}), "EC2") == {"medium"}
	}
	every other in [image(null, "nginx", "1"), image("quay.io", "grafana/grafana", "1"), image(null, "acme/bitnami/redis", "1"), image(null, "acme/app", "1-nonrooted")] {
		root(other, "FARGATE") == {"low"}
	}
}

test_root_user_of_images_that_have_to_be_root if {
	every own in [
		image("public.ecr.aws", "datadog/agent", "7"), image("gcr.io", "datadoghq/agent", "7"), image(null, "amazon/aws-for-fluent-bit", "2"),
		image("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ecr-public/aws-observability/aws-for-fluent-bit", "2"),
		{"image": {"path": "acme/router"}, "firelens_configuration": {"type": "fluentbit"}},
	] {
		root(own, "EC2") == set()
		root(object.union(own, {"user": "0"}), "EC2") == set()
	}
	every other in [image(null, "acme/agent", "1"), image(null, "acme/docker", "1"), image(null, "acme/my-aws-for-fluent-bit-x", "1")] {
		root(other, "FARGATE") == {"low"}
	}
}

test_root_user_quiet if {
	every user in ["1000", "1000:0", "app", "rootless", "0123"] {
		count(threat.root_user) == 0 with input as given.container({"user": user})
	}
}

test_root_user_skips_windows if {
	count(threat.root_user) == 0 with input as given.windows_task({"containers": [{"name": "web"}]})
}

host(path) := found if {
	found := {"name": "host", "host_path": path}
}

socket(volume) := found if {
	found := threat.docker_socket_mounted with input as given.task({"volumes": [volume]})
}

test_docker_socket_mounted if {
	every path in ["/var/run/docker.sock", "/var/run", "/run/", "//var/run//docker.sock", "/run/containerd/containerd.sock", "/run/podman", `\\.\pipe\docker_engine`, "/mnt/docker.sock"] {
		given.paths(socket(host(path))) == {["volumes", 0, "host_path"]}
	}
	given.paths(socket({"name": "host", "docker_volume_configuration": {"driver_opts": {"type": "none", "o": "bind", "device": "/var/run/docker.sock"}}})) == {["volumes", 0, "docker_volume_configuration", "driver_opts", "device"]}
}

test_docker_socket_mounted_quiet if {
	every path in ["/var/run/app", "/var/running", "/opt/run", "/run/app.sock", "/var"] {
		count(socket(host(path))) == 0
	}
	count(socket({"name": "data"})) == 0
	count(socket({"name": "nfs", "docker_volume_configuration": {"driver": "rexray", "driver_opts": {"device": "/var/run"}}})) == 0
}

mounted(path, mounts) := found if {
	found := threat.sensitive_host_path with input as given.task({"volumes": [host(path)], "containers": [{"name": "web", "mount_points": mounts}]})
}

writing := [{"source_volume": "host", "container_path": "/host"}]

reading := [{"source_volume": "host", "container_path": "/host", "read_only": true}]

test_sensitive_host_path if {
	every path in ["/", "/etc", "/etc/kubernetes/", "/proc", "/root/.ssh", "/home", "/var/lib/docker", "/var/lib/ecs/data", "/dev", "/boot"] {
		given.paths(mounted(path, writing)) == {["volumes", 0, "host_path"]}
	}
	count(mounted("/etc/passwd", writing)) == 1
	count(mounted("/etc/docker", reading)) == 1
}

test_sensitive_host_path_says_what_can_be_done if {
	[finding.facts.does | some finding in mounted("/etc/docker", reading)] == ["can read it"]
	[finding.facts.does | some finding in mounted("/etc/docker", writing)] == ["can read and change it"]
}

test_sensitive_host_path_is_mild_for_monitoring if {
	every path in ["/proc", "/sys/", "/sys/fs/cgroup"] {
		[finding.facts.severity | some finding in mounted(path, reading)] == ["low"]
	}
	[finding.facts.severity | some finding in mounted("/var/lib/docker/containers/", reading)] == ["medium"]
	count([finding | some finding in mounted("/var/lib/docker/containers/", writing); finding.facts.severity]) == 0
}

test_sensitive_host_path_quiet if {
	every path in ["/etc/localtime", "/etc/timezone", "/etc/ssl/certs", "/etc/pki/tls", "/opt/app", "/etcetera", "/var/lib", "/data/etc"] {
		count(mounted(path, writing)) == 0
	}
	count(mounted("/etc/passwd", reading)) == 0
	count(mounted("/etc/app.conf", reading)) == 0
}

added(launch, capability) := found if {
	container := {"name": "web", "linux_parameters": {"capabilities": {"add": [capability]}}}
	task := object.union(given.ec2_task({"containers": [container]}), {"derived": {"launch": launch}})
	found := threat.dangerous_capability with input as given.document([task])
}

test_dangerous_capability if {
	every capability in ["ALL", "SYS_ADMIN", "SYS_MODULE", "DAC_READ_SEARCH", "BPF", "SYSLOG"] {
		given.paths(added("FARGATE", capability)) == {["containers", 0, "linux_parameters", "capabilities", "add", 0]}
	}
	count(added("EC2", "SYS_PTRACE")) == 1
}

test_dangerous_capability_quiet if {
	every capability in ["NET_ADMIN", "NET_BIND_SERVICE", "CHOWN", "SYS_NICE"] {
		count(added("EC2", capability)) == 0
	}
	count(added("FARGATE", "SYS_PTRACE")) == 0
}

test_host_pid_namespace if {
	given.paths(threat.host_pid_namespace) == {["pid_mode"]} with input as given.task({"pid_mode": "host"})
	count(threat.host_pid_namespace) == 0 with input as given.task({"pid_mode": "task"})
	count(threat.host_pid_namespace) == 0 with input as given.task({})
}

confinement(option) := found if {
	found := threat.confinement_disabled with input as given.container({"docker_security_options": ["no-new-privileges", option]})
}

test_confinement_disabled if {
	every option in ["seccomp:unconfined", "apparmor=unconfined", "label:disable", "Seccomp=Unconfined"] {
		given.paths(confinement(option)) == {["containers", 0, "docker_security_options", 1]}
	}
}

test_confinement_disabled_quiet if {
	every option in ["apparmor:docker-default", "label:type:svirt_apache_t", "credentialspec:file", "seccomp:unconfined.json"] {
		count(confinement(option)) == 0
	}
}

device(path) := found if {
	found := threat.host_device_mapped with input as given.container({"linux_parameters": {"devices": [{"host_path": path}]}})
}

test_host_device_mapped if {
	given.paths(device("/dev/sda1")) == {["containers", 0, "linux_parameters", "devices", 0, "host_path"]}
	every path in ["/dev/nvidia0", "/dev/neuron1", "/dev/dri/card0"] {
		[finding.facts.severity | some finding in device(path)] == ["low"]
	}
}

test_host_device_mapped_quiet if {
	count(threat.host_device_mapped) == 0 with input as given.container({"linux_parameters": {"devices": []}})
	count(threat.host_device_mapped) == 0 with input as given.container({})
}

platform(values, task) := found if {
	service := object.union(given.resource("service", "ecs.service", values), {"refs": {"/task_definition": [{"to": "task", "attribute": "arn"}]}})
	found := threat.outdated_platform_version with input as given.document([service, task])
}

linux := given.ec2_task({})

windows := object.union(given.resource("task", "ecs.task_definition", {}), {"derived": {"os": "windows"}})

test_outdated_platform_version if {
	given.paths(platform({"platform_version": "1.3.0", "task_definition": "t"}, linux)) == {["platform_version"]}
	count(platform({"platform_version": "1.0.0", "task_definition": "t"}, linux)) == 1
	count(platform({"platform_version": "1.4.0", "task_definition": "t"}, windows)) == 1
}

test_outdated_platform_version_quiet if {
	count(platform({"platform_version": "1.4.0", "task_definition": "t"}, linux)) == 0
	count(platform({"platform_version": "LATEST", "task_definition": "t"}, linux)) == 0
	count(platform({"platform_version": "1.0.0", "task_definition": "t"}, windows)) == 0
	count(platform({"task_definition": "t"}, linux)) == 0
	count(platform({"platform_version": "1.3.0", "launch_type": "EC2", "task_definition": "t"}, linux)) == 0
}

dropped(values) := found if {
	found := threat.capabilities_not_dropped with input as given.container(values)
}

test_capabilities_not_dropped if {
	given.paths(dropped({})) == {["containers", 0, "linux_parameters", "capabilities", "drop"]}
	count(dropped({"linux_parameters": {"capabilities": {"drop": ["NET_RAW"]}}})) == 1
}

test_capabilities_not_dropped_quiet if {
	count(dropped({"linux_parameters": {"capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}}})) == 0
	count(threat.capabilities_not_dropped) == 0 with input as given.windows_task({"containers": [{"name": "web"}]})
}

loosened(name, value) := found if {
	found := threat.agent_hardening_disabled with input as given.one("ec2.launch_template", {"user_data_settings": [{"name": "ECS_CLUSTER", "value": "prod"}, {"name": name, "value": value}]})
}

test_agent_hardening_disabled if {
	given.paths(loosened("ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS", "true")) == {["user_data_settings", 1, "value"]}
	given.paths(loosened("ECS_ENABLE_TASK_IAM_ROLE", "false")) == {["user_data_settings", 1, "value"]}
	count(loosened("ECS_ENABLE_TASK_IAM_ROLE", "0")) == 1
}

test_agent_hardening_disabled_quiet if {
	count(loosened("ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS", "false")) == 0
	count(loosened("ECS_ENABLE_TASK_IAM_ROLE", "true")) == 0
	count(loosened("ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST", "false")) == 0
	count(loosened("ECS_ENABLE_TASK_IAM_ROLE", "")) == 0
}

cgroups(path) := found if {
	mount := {"source_volume": "host", "read_only": true}
	container := {"name": "agent", "image": {"path": path}, "mount_points": [mount]}
	found := threat.sensitive_host_path with input as given.task({"volumes": [host("/sys/fs/cgroup")], "containers": [container]})
}

test_mounts_that_agents_document if {
	count(cgroups("datadog/agent")) == 0
	count(cgroups("acme/app")) == 1
}
