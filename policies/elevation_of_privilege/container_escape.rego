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
#   stride: elevation-of-privilege
#   threat: container-escape
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
#     terraform: |
#       Drop the flag, and add the one capability that the program needs:
#           privileged      = false
#           linuxParameters = { capabilities = { add = ["SYS_PTRACE"], drop = ["ALL"] } }
#     cloudformation: |
#       Drop the flag, and add the one capability that the program needs:
#           Privileged: false
#           LinuxParameters: {Capabilities: {Add: [SYS_PTRACE], Drop: [ALL]}}
#     task_definition: |
#       Drop the flag, and add the one capability that the program needs:
#           "privileged": false,
#           "linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"], "drop": ["ALL"]}}
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
# title: Container runs as root
# description: >-
#   A process that runs as root inside a container is root for the kernel too: a flaw in the runtime, a mounted volume or a
#   granted capability then gives an attacker the host instead of an unprivileged account on it.
# custom:
#   severity: medium
#   message: container {name} runs as root as far as its definition says (a USER in the image is invisible here), so an escape from it lands on the host as root
#   reads:
#     ecs.task_definition:
#       "containers[].user": null
#       "runtime_platform.operating_system_family": LINUX
#   remediation:
#     terraform: |
#       Name an unprivileged user in the container definition:
#           user = "1000:1000"
#     cloudformation: |
#       Name an unprivileged user in the container definition:
#           User: "1000:1000"
#     task_definition: |
#       Name an unprivileged user in the container definition:
#           "user": "1000:1000"
#   peers: [ECS.20]
#   mitre: [T1611]
#   cwe: [CWE-250]
#   security_hub: [ECS.20]
root_user contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	some i, container in task.values.containers
	runs_as_root(container)
	finding := result.at(task, ["containers", i, "user"])
}

runs_as_root(container) if lib.missing(container, ["user"])

runs_as_root(container) if regex.match(`^(root|0)(:|$)`, trim_space(container.user))
