# METADATA
# title: A process escapes from its container to the host or hypervisor
# description: >-
#   A container shares the kernel of its host. Each privilege, host path, device or namespace that a task definition
#   gives a container is a possible way out of it. An attacker who runs code in the container can then reach the host,
#   its credentials and every other task on it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
#   description: Amazon ECS task and container security best practices
# - ref: https://attack.mitre.org/techniques/T1611/
#   description: "MITRE ATT&CK T1611: Escape to Host"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "tasks in the VPC -> host"
#   targets: [element.workload, flow.host, flow.mount, flow.peer, resource.host]
#   mitre: [T1611]
#   cwe: [CWE-250]
package stride.elevation_of_privilege.container_escape

import data.stride.lib
import data.stride.result

# METADATA
# title: Privileged container
# description: >-
#   A privileged container has every capability and every device of its host. An attacker who runs code in it can mount
#   the host disk, read the credentials of the instance and of every other task, and control the host.
# custom:
#   severity: critical
#   message: container {name} runs privileged, so a process in it controls the host and every task on it
#   whether: container {name} runs privileged
#   reads:
#     ecs.task_definition:
#       "containers[].privileged": true
#   remediation:
#     fix: Remove the privileged flag, and add only the capability the program needs
#     terraform: |
#       privileged      = false
#       linuxParameters = { capabilities = { add = ["IPC_LOCK"], drop = ["ALL"] } }
#     cloudformation: |
#       Privileged: false
#       LinuxParameters: {Capabilities: {Add: [IPC_LOCK], Drop: [ALL]}}
#     task_definition: |
#       "privileged": false,
#       "linuxParameters": {"capabilities": {"add": ["IPC_LOCK"], "drop": ["ALL"]}}
#   edit:
#     unsafe: true
#     terraform: {privileged: false}
#     cloudformation: {Privileged: false}
#     task_definition: {privileged: false}
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
# title: Container engine socket mounted
# description: >-
#   Anyone who can write to the container engine socket can start a privileged container on the host. With it they
#   control the host and every task on it.
# custom:
#   severity: critical
#   message: volume {name} mounts the container engine socket into containers, so a process in one can take over the host
#   whether: volume {name} mounts the container engine socket into containers
#   reads:
#     ecs.task_definition:
#       "volumes[].host_path": /var/run/docker.sock
#       'volumes[].docker_volume_configuration.driver_opts["device"]': /var/run/docker.sock
#       "volumes[].docker_volume_configuration.driver": local
#   remediation:
#     fix: Remove the volume and its mount points (read metadata from the task metadata endpoint, build images in CodeBuild, and mount data from a volume of its own)
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
# title: Sensitive host path mounted
# description: >-
#   The volume exposes sensitive host files to a container: accounts, keys, devices, or the files of other tasks. An
#   attacker who runs code in the container can read them. If the mount is writable, the attacker can take over the
#   host.
# custom:
#   severity: high
#   message: volume {name} mounts the host path {value} into containers, so an attacker in one {fact.does}
#   whether: volume {name} mounts a sensitive host path into containers
#   reads:
#     ecs.task_definition:
#       "volumes[].host_path": /etc
#       'volumes[].docker_volume_configuration.driver_opts["device"]': /etc
#       "volumes[].docker_volume_configuration.driver": local
#       "volumes[].name": data
#       "containers[].mount_points[].source_volume": data
#       "containers[].mount_points[].read_only": false
#       "containers[].image.path": acme/app
#   remediation:
#     fix: Use a dedicated volume instead of a host path
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
	finding := result.facts(task, array.concat(["volumes", i], place.path), mounted(task, volume))
}

# Monitoring agents document these mounts, for reading.
sensitive_host_path contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	some place in lib.host_paths(volume)
	for_monitoring(task, volume, place.value)
	not by_agents_alone(task, volume)
	facts := {"severity": worth_reading(place.value), "does": "can read it"}
	finding := result.facts(task, array.concat(["volumes", i], place.path), facts)
}

# Agents that are known to need these mounts, and nothing else.
by_agents_alone(task, volume) if {
	mounting := [container |
		some container in task.values.containers
		some mount in container.mount_points
		mount.source_volume == volume.name
	]
	count(mounting) > 0
	count([container | some container in mounting; not of_root_image(container)]) == 0
}

of_root_image(container) if lib.root_image(container.image)

# The output of other containers may hold what they were sent; counters say little.
worth_reading(path) := "medium" if startswith(path, "/var/lib/docker")

worth_reading(path) := "low" if not startswith(path, "/var/lib/docker")

mounted(task, volume) := {"does": "can read and change it"} if not only_read(task, volume)

mounted(task, volume) := {"does": "can read it"} if only_read(task, volume)

sensitive(path) if path == "/"

sensitive(path) if {
	regex.match(`^/(etc|proc|sys|dev|boot|root|home|var/lib/docker|var/lib/ecs)(/|$)`, path)
	not regex.match(`^/etc/(localtime|timezone|ssl/certs|pki)(/|$)`, path)
}

for_monitoring(task, volume, path) if {
	path in {"/proc", "/sys", "/sys/fs/cgroup", "/var/lib/docker/containers"}
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
# title: Capability that allows container escape
# description: >-
#   The capability lets a process load kernel code, mount file systems, read any file or trace other processes. An
#   attacker who runs code in the container can use it to reach the host.
# custom:
#   severity: high
#   message: container {container} adds the capability {value}, so an attacker in it can reach the host
#   whether: container {container} adds a capability that gives access to the host
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.capabilities.add[]": SYS_ADMIN
#       "requires_compatibilities[]": EC2
#   remediation:
#     fix: Drop all capabilities, and add only harmless ones that the program needs
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

# Fargate allows it: a task does not share its kernel there.
leads_out(task, "SYS_PTRACE") if not lib.fargate_only(task)

# METADATA
# title: Host PID namespace shared
# description: >-
#   The containers can see, signal and inspect every process on the host. An attacker who runs code in one can read the
#   environment, memory and credentials of every other task on it.
# custom:
#   severity: high
#   message: task definition {values.family} shares the host PID namespace, so an attacker in it can read the secrets of every task on the host
#   whether: task definition {values.family} shares the host PID namespace
#   reads:
#     ecs.task_definition:
#       pid_mode: host
#   remediation:
#     fix: Share the PID namespace only within the task
#     terraform: pid_mode = "task"
#     cloudformation: 'PidMode: task'
#     task_definition: '"pidMode": "task"'
#   edit:
#     unsafe: true
#     terraform: {pid_mode: task}
#     cloudformation: {PidMode: task}
#     task_definition: {pidMode: task}
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
# title: Container confinement disabled
# description: >-
#   Seccomp, AppArmor and SELinux block kernel operations that containers do not need. Without them a kernel flaw can be
#   a way out of the container.
# custom:
#   severity: high
#   message: container {container} runs with {value}, so an attacker in it can make kernel calls that are normally blocked
#   whether: container {container} runs without its default security profiles
#   reads:
#     ecs.task_definition:
#       "containers[].docker_security_options[]": seccomp:unconfined
#   remediation:
#     fix: In the container definition, remove the option that disables the security profile
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
# title: Host device mapped into a container
# description: >-
#   A process in the container can access a host device directly. An attacker who runs code in it can read what the
#   device holds. A flaw in the driver of the device may let the attacker control the host.
# custom:
#   severity: medium
#   message: container {container} has a host device mapped, so an attacker in it can use the device or its driver to reach the host
#   whether: container {container} has a host device mapped
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.devices[].host_path": /dev/sda
#   remediation:
#     fix: Remove the device from the container definition
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
