# METADATA
# title: Instance metadata exposes IAM credentials to any process in a container
# description: >-
#   The EC2 instance metadata service gives the instance role credentials to any process that can reach it, including
#   processes in containers. Such a process has every permission that the instance has for all of its tasks.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
#   description: "IAM roles in Amazon ECS: best practices"
# - ref: https://attack.mitre.org/techniques/T1552/005/
#   description: "MITRE ATT&CK T1552.005: Cloud Instance Metadata API"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "VPC -> EC2 Metadata Service (fetch IAM credentials)"
#   targets: [flow.credentials]
#   mitre: [T1552.005]
#   cwe: [CWE-522]
package stride.information_disclosure.metadata_credential_leak

import data.stride.lib
import data.stride.result

# METADATA
# title: IMDSv2 not required
# description: >-
#   Version 1 of the metadata service (IMDSv1) answers any plain request. One forged request from a program in a
#   container, for example through a proxy, can read the credentials of the instance role. IMDSv2 requires a token
#   from a PUT request, which such a flaw usually cannot send.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
#   description: Configure the Instance Metadata Service options
# custom:
#   severity: high
#   message: "{resource} does not require IMDSv2, so a request-forgery flaw in a container can expose instance credentials"
#   unless: "{resource} requires IMDSv2"
#   reads:
#     ec2.instance:
#       metadata_options.http_tokens: optional
#       metadata_options.http_endpoint: enabled
#       image_platform: amazon-linux-2
#       launch_template: null
#     ec2.launch_template: &same
#       metadata_options.http_tokens: optional
#       metadata_options.http_endpoint: enabled
#       image_platform: amazon-linux-2
#     autoscaling.launch_configuration: *same
#     aws_ec2_instance_metadata_defaults:
#       http_tokens: optional
#   subject: [ec2.instance, ec2.launch_template, autoscaling.launch_configuration]
#   targets: ["flow.credentials>metadata:instance"]
#   basis: control
#   remediation:
#     terraform: |
#       Require IMDSv2:
#           metadata_options {
#             http_tokens = "required"
#           }
#     cloudformation: |
#       Require IMDSv2:
#           MetadataOptions: {HttpTokens: required}
#     cases:
#       AWS::EC2::LaunchTemplate:
#         fix: Require IMDSv2
#         cloudformation: |
#           LaunchTemplateData:
#             MetadataOptions: {HttpTokens: required}
#   edit:
#     unsafe: true
#     terraform: {metadata_options: {http_tokens: required}}
#     cloudformation: {MetadataOptions: {HttpTokens: required}}
#     sources:
#       AWS::EC2::LaunchTemplate: {LaunchTemplateData: {MetadataOptions: {HttpTokens: required}}}
#       aws_ec2_instance_metadata_defaults: {http_tokens: required}
#   peers: [CKV_AWS_79, EC2.8, EC2.170, AutoScaling.3]
#   mitre: [T1552.005]
#   cwe: [CWE-522, CWE-918]
#   security_hub: [EC2.8, EC2.170, AutoScaling.3]
imdsv1_enabled contains finding if {
	some machine in machines
	lib.get(machine.values, ["metadata_options", "http_tokens"]) == "optional"
	not metadata_disabled(machine)
	finding := result.at(machine, ["metadata_options", "http_tokens"])
}

# Where nothing is said, the account's default, the image and then the service decide.
imdsv1_enabled contains finding if {
	some machine in machines
	lib.missing(machine.values, ["metadata_options", "http_tokens"])
	not metadata_disabled(machine)
	not tokens_required_by_default
	not judged_as_template(machine)
	not object.get(machine.values, "image_platform", "") in demanding_platforms
	finding := result.facts(machine, ["metadata_options", "http_tokens"], {"severity": "low"})
}

# Whatever starts instances.
machines := found if {
	found := array.concat(array.concat(lib.of_type("ec2.instance"), lib.of_type("ec2.launch_template")), lib.of_type("autoscaling.launch_configuration"))
}

metadata_disabled(machine) if lib.get(machine.values, ["metadata_options", "http_endpoint"]) == "disabled"

# The unit sets the default of the account and region itself.
tokens_required_by_default if {
	some defaults in lib.of_type("aws_ec2_instance_metadata_defaults")
	lib.present(defaults.values, ["http_tokens"])
	not defaults.values.http_tokens in {"optional", "no-preference"}
}

# What an instance's template lacks is said once, at the template.
judged_as_template(machine) if lib.ref(machine, ["launch_template"]).type == "ec2.launch_template"

# Images that require IMDSv2 by themselves.
demanding_platforms := {"amazon-linux-2023", "bottlerocket"}

# METADATA
# title: Metadata hop limit greater than one
# description: >-
#   A container on the instance's bridge network is one hop further from the metadata service than the host. A hop limit
#   of one keeps metadata responses, and the instance role credentials in them, on the host. With a higher limit they
#   reach every container.
# custom:
#   severity: medium
#   message: "{resource} lets metadata responses travel {value} hops, so containers on it can get the instance role credentials"
#   whether: "{resource} lets metadata responses travel more than one hop"
#   reads:
#     ec2.instance: &same
#       metadata_options.http_put_response_hop_limit: 2
#       metadata_options.http_endpoint: enabled
#     ec2.launch_template: *same
#     autoscaling.launch_configuration: *same
#   subject: [ec2.instance, ec2.launch_template, autoscaling.launch_configuration]
#   targets: ["flow.credentials>metadata:instance"]
#   basis: control
#   remediation:
#     fix: Keep metadata responses on the host
#     terraform: |
#       metadata_options {
#         http_put_response_hop_limit = 1
#       }
#     cloudformation: 'MetadataOptions: {HttpPutResponseHopLimit: 1}'
#     cases:
#       AWS::EC2::LaunchTemplate:
#         fix: Keep metadata responses on the host
#         cloudformation: |
#           LaunchTemplateData:
#             MetadataOptions: {HttpPutResponseHopLimit: 1}
#   edit:
#     unsafe: true
#     terraform: {metadata_options: {http_put_response_hop_limit: 1}}
#     cloudformation: {MetadataOptions: {HttpPutResponseHopLimit: 1}}
#     sources:
#       AWS::EC2::LaunchTemplate: {LaunchTemplateData: {MetadataOptions: {HttpPutResponseHopLimit: 1}}}
#   peers: [CKV_AWS_341, AutoScaling.4]
#   mitre: [T1552.005]
#   cwe: [CWE-522]
#   security_hub: [AutoScaling.4]
metadata_hop_limit contains finding if {
	some machine in machines
	not metadata_disabled(machine)
	machine.values.metadata_options.http_put_response_hop_limit > 1
	finding := result.at(machine, ["metadata_options", "http_put_response_hop_limit"])
}

# METADATA
# title: Tasks can reach the instance metadata service
# description: >-
#   The ECS agent can block the instance metadata service for tasks that use the awsvpc network mode. By default
#   it does not. A flaw in any task's application then gives an attacker the instance role credentials, which the ECS
#   agent also uses.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
#   description: Amazon ECS container agent configuration
# custom:
#   severity: medium
#   message: "{resource} does not block IMDS for awsvpc tasks, so any of them can get the instance role credentials"
#   unless: "{resource} blocks IMDS for awsvpc tasks"
#   reads:
#     ec2.instance: &same
#       "user_data_settings[].name": ECS_CLUSTER
#       "user_data_settings[].value": "false"
#       metadata_options.http_endpoint: enabled
#     ec2.launch_template: *same
#     autoscaling.launch_configuration: *same
#     ecs.task_definition:
#       network_mode: awsvpc
#       "requires_compatibilities[]": EC2
#   quiet:
#     ecs.task_definition:
#       network_mode: bridge
#   subject: [ec2.instance, ec2.launch_template, autoscaling.launch_configuration]
#   targets: ["flow.credentials>metadata:instance"]
#   remediation:
#     fix: "Block instance metadata for tasks in the user data (on Windows: Initialize-ECSAgent -AwsvpcBlockIMDS)"
#     terraform: echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config
#     cloudformation: echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config
#   mitre: [T1552.005]
#   cwe: [CWE-522]
imds_reachable_from_tasks contains finding if {
	some machine in machines
	not metadata_disabled(machine)
	places := {i | some i; machine.values.user_data_settings[i].name == "ECS_CLUSTER"}
	count(places) > 0
	not tasks_blocked(machine)
	not no_task_concerned
	finding := result.at(machine, ["user_data_settings", min(places), "name"])
}

# The setting is for tasks with a network interface of their own that run on the host: what is on the bridge is told at the task, and
# Fargate has hosts of its own.
no_task_concerned if {
	count(lib.tasks) > 0
	concerned := [task | some task in lib.tasks; not on_bridge(task); not lib.fargate_only(task)]
	count(concerned) == 0
}

tasks_blocked(machine) if {
	some setting in machine.values.user_data_settings
	setting.name == "ECS_AWSVPC_BLOCK_IMDS"
	lib.agent_true(setting.value)
}

# METADATA
# title: Bridge network can reach the metadata service
# description: >-
#   On the bridge network a container can reach the instance metadata service unless every host blocks it. A flaw that
#   lets an attacker send requests from the container exposes the instance role credentials.
# custom:
#   severity: low
#   message: task definition {values.family} runs on the bridge network, so it can use the instance role unless its host blocks instance metadata
#   whether: task definition {values.family} runs on the bridge network
#   reads:
#     ecs.task_definition:
#       network_mode: bridge
#       bridge_by_default: true
#       "requires_compatibilities[]": EC2
#       runtime_platform.operating_system_family: LINUX
#     ec2.instance: &same
#       "user_data_settings[].name": ECS_CLUSTER
#       metadata_options.http_tokens: optional
#       metadata_options.http_put_response_hop_limit: 2
#       metadata_options.http_endpoint: enabled
#     ec2.launch_template: *same
#     autoscaling.launch_configuration: *same
#   quiet:
#     ec2.instance: &host
#       "user_data_settings[].name": ECS_CLUSTER
#     ec2.launch_template: *host
#     autoscaling.launch_configuration: *host
#   subject: none
#   remediation:
#     fix: "Give each task its own network interface (the service then needs a network configuration, and its target groups the target type ip), and set ECS_AWSVPC_BLOCK_IMDS=true on the hosts"
#     terraform: network_mode = "awsvpc"
#     cloudformation: 'NetworkMode: awsvpc'
#     task_definition: '"networkMode": "awsvpc"'
#   yields_to: [cross-task-privilege-escalation.host-network-mode]
#   mitre: [T1552.005]
#   cwe: [CWE-522]
bridge_network_reaches_imds contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	on_bridge(task)
	on_instances(task)
	not kept_from_metadata
	finding := result.at(task, ["network_mode"])
}

on_bridge(task) if task.values.network_mode == "bridge"

# The default of a Linux task, except on managed instances.
on_bridge(task) if {
	lib.missing(task.values, ["network_mode"])
	not "MANAGED_INSTANCES" in compatibilities(task)
}

# It is undocumented which default wins beside managed instances.
on_bridge(task) if task.values.bridge_by_default == true

# Without a network interface of its own a task cannot run on Fargate, and EXTERNAL hosts have no metadata service of EC2.
on_instances(task) if count(compatibilities(task)) == 0

on_instances(task) if "EC2" in compatibilities(task)

compatibilities(task) := found if found := {launch | some launch in object.get(task.values, "requires_compatibilities", [])}

# Every host of the unit's clusters requires IMDSv2 and limits the answers to one hop, which excludes the bridge.
kept_from_metadata if {
	hosts := [machine | some machine in machines; joins_cluster(machine)]
	count(hosts) > 0
	every host in hosts {
		answers_host_alone(host)
	}
}

joins_cluster(machine) if {
	some setting in machine.values.user_data_settings
	setting.name == "ECS_CLUSTER"
}

answers_host_alone(machine) if metadata_disabled(machine)

answers_host_alone(machine) if {
	machine.values.metadata_options.http_tokens == "required"
	machine.values.metadata_options.http_put_response_hop_limit == 1
}

# METADATA
# title: Task on EC2 without a task role
# description: >-
#   A program without a task role uses the instance role. It can do whatever the ECS agent and every other task without
#   a role can do.
# custom:
#   severity: low
#   message: task definition {values.family} has no task role, so its containers can use the role of the EC2 instance
#   unless: task definition {values.family} has a task role
#   reads:
#     ecs.task_definition:
#       task_role: null
#       reaches_instance_role: true
#       network_mode: bridge
#       "requires_compatibilities[]": EC2
#     ecs.service:
#       launch_type: EC2
#       capacity_provider_strategy: null
#       cluster: main
#     ecs.cluster:
#       default_capacity_provider_strategy: null
#   subject: ecs.task_definition
#   targets: ["flow.credentials>metadata:task"]
#   remediation:
#     fix: Give the task a dedicated role, even if it needs no permissions
#     terraform: task_role_arn = aws_iam_role.app_task.arn
#     cloudformation: 'TaskRoleArn: !GetAtt AppTaskRole.Arn'
#     task_definition: '"taskRoleArn": "arn:aws:iam::123456789012:role/app-task"'
#   mitre: [T1552.005, T1078.004]
#   cwe: [CWE-269]
missing_task_role_on_ec2 contains finding if {
	some task in lib.tasks
	lib.missing(task.values, ["task_role"])
	on_ec2(task)
	finding := result.at(task, ["task_role"])
}

on_ec2(task) if {
	"EC2" in compatibilities(task)
	count(compatibilities(task) - {"EC2", "EXTERNAL"}) == 0
}

# Managed instances have a role too; whether tasks reach it is undocumented.
on_ec2(task) if task.values.reaches_instance_role == true

# Fargate takes tasks with a network interface of their own only.
on_ec2(task) if {
	count(compatibilities(task)) == 0
	not object.get(task.values, "network_mode", "") == "awsvpc"
}

on_ec2(task) if {
	allows_ec2(task)
	count(task.derived.services) > 0
	every service in task.derived.services {
		input.resources[service].derived.launch == "EC2"
	}
}

allows_ec2(task) if count(compatibilities(task)) == 0

allows_ec2(task) if "EC2" in compatibilities(task)
