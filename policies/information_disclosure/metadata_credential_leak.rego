# METADATA
# title: IMDSv1 exposes IAM credentials to any process in a container
# description: >-
#   The metadata service of an EC2 instance hands the instance's credentials to whoever asks from it. A container that
#   reaches it has them too, and with them everything the instance may do, for every task on it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
#   description: "IAM roles in Amazon ECS: best practices"
# - ref: https://attack.mitre.org/techniques/T1552/005/
#   description: "MITRE ATT&CK T1552.005: Cloud Instance Metadata API"
# custom:
#   stride: information-disclosure
#   threat: metadata-credential-leak
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "VPC -> EC2 Metadata Service (fetch IAM credentials)"
#   mitre: [T1552.005]
#   cwe: [CWE-522]
package stride.information_disclosure.metadata_credential_leak

import data.stride.lib
import data.stride.result

# METADATA
# title: Bridge network reaches the metadata service
# description: >-
#   On the instance's bridge a container reaches the metadata service unless somebody has blocked it on every host. A
#   flaw that lets an attacker make requests from the container gives him the instance's credentials.
# custom:
#   severity: low
#   message: task definition {values.family} runs on the bridge network, so its containers can ask the instance for its credentials
#   reads:
#     ecs.task_definition:
#       network_mode: bridge
#       "requires_compatibilities[]": EC2
#       runtime_platform.operating_system_family: LINUX
#   remediation:
#     terraform: |
#       Give each task a network interface of its own, and block the metadata service there:
#           network_mode = "awsvpc"
#     cloudformation: |
#       Give each task a network interface of its own, and block the metadata service there:
#           NetworkMode: awsvpc
#     task_definition: |
#       Give each task a network interface of its own, and block the metadata service there:
#           "networkMode": "awsvpc"
#   peers: []
#   yields_to:
#   - cross-task-privilege-escalation.host-network-mode
#   mitre: [T1552.005]
#   cwe: [CWE-522]
bridge_network_reaches_imds contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	on_bridge(task)
	finding := result.at(task, ["network_mode"])
}

on_bridge(task) if task.values.network_mode == "bridge"

# The default of a Linux task on EC2 or an external host.
on_bridge(task) if {
	lib.missing(task.values, ["network_mode"])
	some launch in task.values.requires_compatibilities
	launch in {"EC2", "EXTERNAL"}
	not "FARGATE" in task.values.requires_compatibilities
}

# METADATA
# title: Task on EC2 without a task role
# description: >-
#   A program without a role of its own takes the instance's: it may do whatever any task on the host, the agent
#   included, may do.
# custom:
#   severity: low
#   message: task definition {values.family} has no task role, so its programs act with the role of the instance and all it may do
#   reads:
#     ecs.task_definition:
#       task_role: null
#       "requires_compatibilities[]": EC2
#   remediation:
#     terraform: |
#       Give the task a role of its own, however little it may do:
#           task_role_arn = aws_iam_role.app_task.arn
#     cloudformation: |
#       Give the task a role of its own, however little it may do:
#           TaskRoleArn: !GetAtt AppTaskRole.Arn
#     task_definition: |
#       Give the task a role of its own, however little it may do:
#           "taskRoleArn": "arn:aws:iam::123456789012:role/app-task"
#   peers: []
#   mitre: [T1552.005, T1078.004]
#   cwe: [CWE-269]
missing_task_role_on_ec2 contains finding if {
	some task in lib.tasks
	{launch | some launch in task.values.requires_compatibilities} == {"EC2"}
	lib.missing(task.values, ["task_role"])
	finding := result.at(task, ["task_role"])
}
