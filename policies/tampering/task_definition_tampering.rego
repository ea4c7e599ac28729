# METADATA
# title: The task definition's image, environment or command is modified
# description: >-
#   What a task runs is decided by its task definition and by what the container may change at run time. An attacker who can
#   write to the container's file system, open a shell in it, or slip in another revision, script or module replaces the
#   program while everything still looks deployed.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
#   description: Amazon ECS task and container security best practices
# custom:
#   stride: tampering
#   threat: task-definition-tampering
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "ECS Control Plane -> Task Definition (load)"
#   mitre: [T1525, T1610]
#   cwe: [CWE-494]
package stride.tampering.task_definition_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Writable root file system
# description: >-
#   An attacker who gets code into the container can replace the program, add tools and leave a backdoor that lives as long as
#   the task, because its root file system can be written.
# custom:
#   severity: medium
#   message: container {name} has a writable root file system, so an intruder can replace its program and install tools
#   reads:
#     ecs.task_definition:
#       "containers[].readonly_root_filesystem": false
#       "runtime_platform.operating_system_family": LINUX
#   remediation:
#     terraform: |
#       Make the root file system read-only; mount a volume or a tmpfs where the program has to write:
#           readonlyRootFilesystem = true
#     cloudformation: |
#       Make the root file system read-only; mount a volume or a tmpfs where the program has to write:
#           ReadonlyRootFilesystem: true
#     task_definition: |
#       Make the root file system read-only; mount a volume or a tmpfs where the program has to write:
#           "readonlyRootFilesystem": true
#   peers: [CKV_AWS_336, ECS.5]
#   mitre: [T1105, T1554]
#   cwe: [CWE-732]
#   security_hub: [ECS.5]
writable_root_filesystem contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	some i, container in task.values.containers
	object.get(container, "readonly_root_filesystem", false) == false
	finding := result.at(task, ["containers", i, "readonly_root_filesystem"])
}
