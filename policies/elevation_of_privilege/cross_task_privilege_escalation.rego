# METADATA
# title: One task reaches another task's network namespace, metadata or storage
# description: >-
#   Tasks are kept apart by their network, process and storage namespaces. A task that shares the host's namespaces or another
#   task's storage reads and changes what belongs to others: traffic, shared memory, files and the credentials in them.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# custom:
#   stride: elevation-of-privilege
#   threat: cross-task-privilege-escalation
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "tasks in the VPC -> one another"
#   mitre: [T1611, T1040]
#   cwe: [CWE-653]
package stride.elevation_of_privilege.cross_task_privilege_escalation

import data.stride.lib
import data.stride.result

# METADATA
# title: Host network mode
# description: >-
#   The task uses the network of the instance itself. A process in it reaches every port on the instance's loopback, the
#   traffic of the tasks beside it and the instance's metadata service with the instance's role.
# custom:
#   severity: high
#   message: task definition {values.family} uses the host's network, so its containers reach other tasks' loopback ports and the instance's credentials
#   reads:
#     ecs.task_definition:
#       network_mode: host
#   remediation:
#     terraform: |
#       Give each task a network interface of its own:
#           network_mode = "awsvpc"
#     cloudformation: |
#       Give each task a network interface of its own:
#           NetworkMode: awsvpc
#     task_definition: |
#       Give each task a network interface of its own:
#           "networkMode": "awsvpc"
#   peers: [ECS.17]
#   mitre: [T1040, T1552.005]
#   cwe: [CWE-653]
#   security_hub: [ECS.17]
host_network_mode contains finding if {
	some task in lib.tasks
	task.values.network_mode == "host"
	finding := result.at(task, ["network_mode"])
}
