# METADATA
# title: A process leaves the container for the host or hypervisor
# description: >-
#   A container shares the kernel of the host it runs on. Every privilege, host path, device or namespace that a task definition
#   hands to a container is a way out of it: whoever runs code in the container reaches the host, its credentials and every other
#   task on it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
#   description: Amazon ECS task and container security best practices
# - ref: https://attack.mitre.org/techniques/T1611/
#   description: "MITRE ATT&CK T1611: Escape to Host"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "tasks in the VPC -> host"
#   mitre: [T1611]
#   cwe: [CWE-250]
package stride.elevation_of_privilege.container_escape

import data.stride.lib
import data.stride.result

# METADATA
# title: Privileged container
# description: >-
#   A privileged container holds every capability and sees every device of its host. Whoever runs code in it mounts the host's
#   disk, reads the credentials of the instance and of every other task there, and owns the host.
# custom:
#   severity: critical
#   message: container {name} runs privileged, so a process in it owns the host and every task on it
#   reads:
#     ecs.task_definition:
#       "containers[].privileged": true
#   remediation:
#     fix: Drop the flag, and add the one capability that the program needs
#     terraform: |
#       privileged      = false
#       linuxParameters = { capabilities = { add = ["IPC_LOCK"], drop = ["ALL"] } }
#     cloudformation: |
#       Privileged: false
#       LinuxParameters: {Capabilities: {Add: [IPC_LOCK], Drop: [ALL]}}
#     task_definition: |
#       "privileged": false,
#       "linuxParameters": {"capabilities": {"add": ["IPC_LOCK"], "drop": ["ALL"]}}
#   peers: [CKV_AWS_334, ECS.4]
#   mitre: [T1611]
#   cwe: [CWE-250]
#   security_hub: [ECS.4]
privileged_container contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	container.privileged == true
	finding := result.at(task, ["containers", i, "privileged"])
}

# METADATA
# title: Container engine's socket mounted
# description: >-
#   Whoever may write to the socket of the container engine starts a privileged container on the host, and with it owns
#   the host and every task on it.
# custom:
#   severity: critical
#   message: volume {name} hands the container engine's socket to containers, so a process in one starts privileged containers and owns the host
#   reads:
#     ecs.task_definition:
#       "volumes[].host_path": /var/run/docker.sock
#       'volumes[].docker_volume_configuration.driver_opts["device"]': /var/run/docker.sock
#       "volumes[].docker_volume_configuration.driver": local
#   remediation:
#     fix: Give the task a volume of its own instead of a path of the host
#     terraform: |
#       volume {
#         name = "data"
#         efs_volume_configuration {
#           file_system_id     = aws_efs_file_system.data.id
#           transit_encryption = "ENABLED"
#         }
#       }
#     cloudformation: |
#       Volumes:
#         - Name: data
#           EFSVolumeConfiguration: {FilesystemId: !Ref FileSystem, TransitEncryption: ENABLED}
#     task_definition: '"volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}]'
#   mitre: [T1611]
#   cwe: [CWE-250, CWE-668]
docker_socket_mounted contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	some place in lib.host_paths(volume)
	engine_socket(place.value)
	finding := result.at(task, array.concat(["volumes", i], place.path))
}

# The socket, or a folder that holds it; also under a name of its own (/mnt/docker.sock).
engine_socket(path) if regex.match(`^(/var)?/run(/docker\.sock|/(containerd|podman|docker/containerd)(/.*)?)?$|/(docker|containerd|podman)\.sock$`, path)

engine_socket(path) if regex.match(`^//\./pipe/(docker_engine|containerd.*)$`, lower(replace(path, `\`, "/")))

# METADATA
# title: Sensitive path of the host mounted
# description: >-
#   The volume shows a container what runs the host: its accounts, keys, devices, or the files of other tasks. Whoever
#   gets code into the container reads them, and where the mount can be written, takes the host over.
# custom:
#   severity: high
#   message: volume {name} hands {value} of the host to containers, so a process in one reads or changes what the host runs on
#   reads:
#     ecs.task_definition:
#       "volumes[].host_path": /etc
#       'volumes[].docker_volume_configuration.driver_opts["device"]': /etc
#       "volumes[].docker_volume_configuration.driver": local
#       "volumes[].name": data
#       "containers[].mount_points[].source_volume": data
#       "containers[].mount_points[].read_only": false
#   remediation:
#     fix: Give the task a volume of its own instead of a path of the host
#     terraform: |
#       volume {
#         name = "data"
#         efs_volume_configuration {
#           file_system_id     = aws_efs_file_system.data.id
#           transit_encryption = "ENABLED"
#         }
#       }
#     cloudformation: |
#       Volumes:
#         - Name: data
#           EFSVolumeConfiguration: {FilesystemId: !Ref FileSystem, TransitEncryption: ENABLED}
#     task_definition: '"volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}]'
#   yields_to: [container-escape.docker-socket-mounted]
#   mitre: [T1611, T1083]
#   cwe: [CWE-250, CWE-668]
sensitive_host_path contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	some place in lib.host_paths(volume)
	sensitive(place.value)
	not one_file_to_read(task, volume, place.value)
	not for_monitoring(task, volume, place.value)
	finding := result.at(task, array.concat(["volumes", i], place.path))
}

# Monitoring agents document these mounts, for reading.
sensitive_host_path contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	some place in lib.host_paths(volume)
	for_monitoring(task, volume, place.value)
	finding := result.facts(task, array.concat(["volumes", i], place.path), {"severity": "medium"})
}

sensitive(path) if path == "/"

sensitive(path) if {
	regex.match(`^/(etc|proc|sys|dev|boot|root|home|var/lib/docker|var/lib/ecs)(/|$)`, path)
	not regex.match(`^/etc/(localtime|timezone|ssl/certs|pki)(/|$)`, path)
}

for_monitoring(task, volume, path) if {
	path in {"/proc", "/sys", "/sys/fs/cgroup"}
	only_read(task, volume)
}

one_file_to_read(task, volume, path) if {
	startswith(path, "/etc/")
	parts := split(path, "/")
	a_file(parts[count(parts) - 1])
	only_read(task, volume)
}

# What a path names is not known here; these names below /etc are files.
a_file(name) if regex.match(`^[^.]+\.(conf|cfg|cnf|ini|json|ya?ml|toml|xml|txt|list|crt|pem|key|cert|env|properties|repo|sh|db)$`, name)

a_file(name) if name in {"passwd", "group", "shadow", "gshadow", "hosts", "hostname", "machine-id", "os-release", "lsb-release", "system-release", "resolv.conf", "fstab", "mtab", "crontab", "sudoers", "environment", "profile", "services", "protocols", "issue", "motd", "bashrc"}

only_read(task, volume) if {
	writers := [mount |
		some container in task.values.containers
		some mount in container.mount_points
		mount.source_volume == volume.name
		not mount.read_only == true
	]
	count(writers) == 0
}

# METADATA
# title: Capability that leads out of the container
# description: >-
#   The capability lets a process load kernel code, mount file systems, read any file or trace other processes. Whoever
#   gets code into the container uses it to reach the host.
# custom:
#   severity: high
#   message: container {container} is given the capability {value}, with which a process in it reaches the host
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.capabilities.add[]": SYS_ADMIN
#       "requires_compatibilities[]": EC2
#   remediation:
#     fix: Drop every capability and add the single one that is needed, none of these
#     terraform: linuxParameters = { capabilities = { drop = ["ALL"], add = ["NET_BIND_SERVICE"] } }
#     cloudformation: 'LinuxParameters: {Capabilities: {Drop: [ALL], Add: [NET_BIND_SERVICE]}}'
#     task_definition: '"linuxParameters": {"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}'
#   mitre: [T1611]
#   cwe: [CWE-250]
dangerous_capability contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, capability in container.linux_parameters.capabilities.add
	leads_out(task, capability)
	finding := result.at(task, ["containers", i, "linux_parameters", "capabilities", "add", j])
}

leads_out(_, capability) if capability in {
	"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "SYS_BOOT", "SYS_TIME", "DAC_READ_SEARCH",
	"MAC_ADMIN", "MAC_OVERRIDE", "BPF", "PERFMON", "SYSLOG",
}

# Fargate allows it: there a task shares its kernel with nobody.
leads_out(task, "SYS_PTRACE") if not lib.fargate_only(task)

# METADATA
# title: Host's process namespace
# description: >-
#   The containers see every process of the host and can signal and inspect them. Whoever gets code into one reads the
#   environment, the memory and the credentials of every other task there.
# custom:
#   severity: high
#   message: task definition {values.family} shares the host's processes, so a process in it reads the secrets of every other task there
#   reads:
#     ecs.task_definition:
#       pid_mode: host
#   remediation:
#     fix: Share processes within the task at most
#     terraform: pid_mode = "task"
#     cloudformation: 'PidMode: task'
#     task_definition: '"pidMode": "task"'
#   peers: [CKV_AWS_335, ECS.3]
#   mitre: [T1611, T1057]
#   cwe: [CWE-653]
#   security_hub: [ECS.3]
host_pid_namespace contains finding if {
	some task in lib.tasks
	task.values.pid_mode == "host"
	finding := result.at(task, ["pid_mode"])
}

# METADATA
# title: Confinement switched off
# description: >-
#   Seccomp, AppArmor and SELinux keep a process in a container from asking the kernel for what it never needs. Without
#   them a flaw in the kernel is a way out of the container.
# custom:
#   severity: high
#   message: container {container} runs with {value}, so nothing keeps a process in it from attacking the kernel of the host
#   reads:
#     ecs.task_definition:
#       "containers[].docker_security_options[]": seccomp:unconfined
#   remediation:
#     fix: Leave the default profiles on
#     terraform: dockerSecurityOptions = ["no-new-privileges"]
#     cloudformation: 'DockerSecurityOptions: [no-new-privileges]'
#     task_definition: '"dockerSecurityOptions": ["no-new-privileges"]'
#   mitre: [T1611]
#   cwe: [CWE-693]
confinement_disabled contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, option in container.docker_security_options
	regex.match(`^(seccomp|apparmor|label)[:=](unconfined|disable)$`, lower(trim_space(option)))
	finding := result.at(task, ["containers", i, "docker_security_options", j])
}

# METADATA
# title: Device of the host mapped
# description: >-
#   A process in the container talks to a device of the host directly. Whoever gets code into it reads what the device
#   holds, or uses its driver to reach the host.
# custom:
#   severity: medium
#   message: container {container} is given a device of its host, so a process in it can use the device or its driver to reach the host
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.devices[].host_path": /dev/sda
#   remediation:
#     fix: Take the device away
#     terraform: linuxParameters = { devices = [] }
#     cloudformation: 'LinuxParameters: {Devices: []}'
#     task_definition: '"linuxParameters": {"devices": []}'
#   mitre: [T1611]
#   cwe: [CWE-250]
host_device_mapped contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, device in container.linux_parameters.devices
	not accelerator(device)
	finding := result.at(task, ["containers", i, "linux_parameters", "devices", j, "host_path"])
}

# Accelerators are made to be handed to containers.
host_device_mapped contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, device in container.linux_parameters.devices
	accelerator(device)
	finding := result.facts(task, ["containers", i, "linux_parameters", "devices", j, "host_path"], {"severity": "low"})
}

accelerator(device) if regex.match(`^/dev/(neuron|nvidia|dri)`, device.host_path)

# A device that is not known may be one.
accelerator(device) if lib.missing(device, ["host_path"])

# METADATA
# title: Container runs as root
# description: >-
#   A process that runs as root inside a container is root for the kernel too: a flaw in the runtime, a mounted volume or a
#   granted capability then gives an attacker the host instead of an unprivileged account on it.
# custom:
#   severity: medium
#   message: "container {name} {fact.how}, so an escape from it lands on the host as root"
#   reads:
#     ecs.task_definition:
#       "containers[].user": null
#       "runtime_platform.operating_system_family": LINUX
#   quiet:
#     ecs.task_definition:
#       runtime_platform.operating_system_family: WINDOWS_SERVER_2022_CORE
#   remediation:
#     fix: Name an unprivileged user in the container definition
#     terraform: user = "1000:1000"
#     cloudformation: 'User: "1000:1000"'
#     task_definition: '"user": "1000:1000"'
#   peers: [ECS.20]
#   mitre: [T1611]
#   cwe: [CWE-250]
#   security_hub: [ECS.20]
root_user contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	not lib.express(task)
	some i, container in task.values.containers
	how := runs_as_root(container)
	finding := result.facts(task, ["containers", i, "user"], {"how": how})
}

# What the image says (USER) stands elsewhere.
runs_as_root(container) := "names no user, which means root unless its image names one" if lib.missing(container, ["user"])

runs_as_root(container) := "runs as root" if split(trim_space(container.user), ":")[0] in {"root", "0"}

# METADATA
# title: Old Fargate platform version
# description: >-
#   The service stays on a platform whose kernel and runtime no longer receive fixes. A known flaw in them is a known
#   way out of the container.
# custom:
#   severity: medium
#   message: service {resource} stays on the Fargate platform {value}, which no longer gets fixes for known ways out of the container
#   reads:
#     ecs.service:
#       platform_version: "1.3.0"
#       launch_type: FARGATE
#       task_definition: null
#     ecs.task_definition:
#       runtime_platform.operating_system_family: LINUX
#   remediation:
#     fix: Follow the current platform
#     terraform: platform_version = "LATEST"
#     cloudformation: 'PlatformVersion: LATEST'
#     task_definition: '"platformVersion": "LATEST"'
#   peers: [CKV_AWS_332, ECS.10]
#   mitre: [T1611, T1190]
#   cwe: [CWE-1104]
#   security_hub: [ECS.10]
outdated_platform_version contains finding if {
	some service in lib.services
	not service.values.launch_type in {"EC2", "EXTERNAL"}
	version := lib.get(service.values, ["platform_version"])
	is_string(version)
	outdated(service, version)
	finding := result.at(service, ["platform_version"])
}

outdated(_, version) if not version in {"LATEST", "1.4.0", "1.0.0"}

# 1.0.0 is the current platform of Windows tasks and the oldest one of Linux tasks.
outdated(service, "1.0.0") if {
	task := lib.ref(service, ["task_definition"])
	task.type == "ecs.task_definition"
	not lib.windows(task)
}

outdated(service, "1.0.0") if lib.missing(service.values, ["task_definition"])

outdated(service, "1.4.0") if lib.windows(lib.ref(service, ["task_definition"]))

# METADATA
# title: Default capabilities kept
# description: >-
#   A container starts with a set of capabilities that hardly any program needs. Each of them is one more thing an
#   intruder can do: raw packets, changed owners, device nodes.
# custom:
#   severity: low
#   message: container {container} keeps the default capabilities, which an intruder in it can use and the program hardly needs
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.capabilities.drop[]": NET_RAW
#       runtime_platform.operating_system_family: LINUX
#   quiet:
#     ecs.task_definition:
#       runtime_platform.operating_system_family: WINDOWS_SERVER_2022_CORE
#   remediation:
#     fix: Drop them all and add the ones that are needed
#     terraform: linuxParameters = { capabilities = { drop = ["ALL"] } }
#     cloudformation: 'LinuxParameters: {Capabilities: {Drop: [ALL]}}'
#     task_definition: '"linuxParameters": {"capabilities": {"drop": ["ALL"]}}'
#   opt_in: true
#   mitre: [T1611]
#   cwe: [CWE-250]
capabilities_not_dropped contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	some i, container in task.values.containers
	not "ALL" in object.get(container, ["linux_parameters", "capabilities", "drop"], [])
	finding := result.at(task, ["containers", i, "linux_parameters", "capabilities", "drop"])
}

# METADATA
# title: Hardening of the ECS agent switched off
# description: >-
#   The agent keeps its introspection API to the host and gives each task a role of its own. Switched off in the instance's user
#   data, other machines learn what runs on the host, or every task acts with the role of the instance: what a container may do is
#   then what the host may do.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
#   description: Amazon ECS container agent configuration
# custom:
#   severity: medium
#   message: "the user data of {resource} sets {fact.setting} to {value}, so {fact.harm}"
#   reads:
#     ec2.instance: &same
#       "user_data_settings[].name": "<worst>"
#       "user_data_settings[].value": "<worst>"
#     ec2.launch_template: *same
#     autoscaling.launch_configuration: *same
#   remediation:
#     fix: Remove ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS, and leave task roles on
#     terraform: echo ECS_ENABLE_TASK_IAM_ROLE=true >> /etc/ecs/ecs.config
#     cloudformation: echo ECS_ENABLE_TASK_IAM_ROLE=true >> /etc/ecs/ecs.config
#   mitre: [T1611, T1552.005]
#   cwe: [CWE-250, CWE-668]
agent_hardening_disabled contains finding if {
	some machine in container_hosts
	some i, setting in machine.values.user_data_settings
	harm := loosened(setting)
	finding := result.facts(machine, ["user_data_settings", i, "value"], {"setting": setting.name, "harm": harm})
}

# Whatever starts instances.
container_hosts := found if {
	found := array.concat(array.concat(lib.of_type("ec2.instance"), lib.of_type("ec2.launch_template")), lib.of_type("autoscaling.launch_configuration"))
}

loosened(setting) := "other machines can ask the agent what runs there" if {
	setting.name == "ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS"
	enabled(setting.value)
}

loosened(setting) := "tasks get no role of their own and act with the instance's" if {
	setting.name == "ECS_ENABLE_TASK_IAM_ROLE"
	not_enabled(setting.value)
}

loosened(setting) := "the agent is less hardened than it is by default" if setting.name == lib.worst

enabled(value) if lib.agent_true(value)

enabled(value) if value == lib.worst

not_enabled(value) if lib.agent_false(value)

not_enabled(value) if value == lib.worst
