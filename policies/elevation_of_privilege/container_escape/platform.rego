# Who a container runs as, and what it runs on.
package stride.elevation_of_privilege.container_escape

import data.stride.lib
import data.stride.result

# METADATA
# title: Container runs as root
# description: >-
#   Root inside a container can replace its program and install tools, and the kernel treats it as root. On an EC2
#   instance, a runtime flaw, a mounted volume or an added capability can then give an attacker root on the host. If no
#   user is set, the image decides. Images that are known to drop root are not reported, and neither are log routers and
#   agents that must run as root.
# custom:
#   severity: medium
#   message: container {name} {fact.how}
#   whether: container {name} runs as root
#   reads:
#     ecs.task_definition:
#       "containers[].user": null
#       "containers[].image.registry": docker.io
#       "containers[].image.path": acme/app
#       "containers[].image.tag": "1"
#       "containers[].firelens_configuration": null
#       "requires_compatibilities[]": EC2
#       "runtime_platform.operating_system_family": LINUX
#   quiet:
#     ecs.task_definition:
#       runtime_platform.operating_system_family: WINDOWS_SERVER_2022_CORE
#   basis: control
#   remediation:
#     fix: Set an unprivileged user in the container definition
#     terraform: user = "1000:1000"
#     cloudformation: 'User: "1000:1000"'
#     task_definition: '"user": "1000:1000"'
#     cases:
#       cloudposse/ecs-container-definition:
#         fix: Set an unprivileged user
#         terraform: user = "1000:1000"
#       cloudposse/ecs-web-app:
#         fix: Give the module a container definition with an unprivileged user
#         terraform: container_definition = module.container.json_map_encoded
#   edit:
#     unsafe: true
#     terraform: {user: "1000:1000"}
#     cloudformation: {User: "1000:1000"}
#     task_definition: {user: "1000:1000"}
#   peers: [ECS.20]
#   mitre: [T1611]
#   cwe: [CWE-250]
#   security_hub: [ECS.20]
root_user contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	not lib.express(task)
	some i, container in task.values.containers
	not has_to_be_root(container)
	facts := runs_as_root(task, container)
	finding := result.facts(task, ["containers", i, "user"], facts)
}

has_to_be_root(container) if lib.root_image(container.image)

# The log router's socket and its configuration are root's (ECS developer guide, "Example task definition: Route logs to FireLens").
has_to_be_root(container) if is_object(container.firelens_configuration)

# What the image says (USER) stands elsewhere, and is root where it says nothing.
runs_as_root(_, container) := {"severity": "low", "how": "sets no user, so it runs as root unless its image sets one"} if {
	lib.missing(container, ["user"])
	not of_unprivileged_image(container)
}

of_unprivileged_image(container) if lib.unprivileged_image(container.image)

runs_as_root(task, container) := {"severity": "medium", "how": "is set to run as root, so an attacker who escapes from it is root on the host"} if {
	named_root(container)
	not lib.fargate_only(task)
}

# On Fargate no other tasks share the machine.
runs_as_root(task, container) := {"severity": "low", "how": "is set to run as root, so an attacker in it can change everything in it"} if {
	named_root(container)
	lib.fargate_only(task)
}

named_root(container) if split(trim_space(container.user), ":")[0] in {"root", "0"}

# METADATA
# title: Outdated Fargate platform version
# description: >-
#   The service uses a platform version whose kernel and runtime no longer get security fixes. An attacker in a
#   container can use their known flaws to escape from it.
# custom:
#   severity: medium
#   message: service {resource} runs on Fargate platform version {value}, which no longer gets security fixes
#   whether: service {resource} runs on an outdated Fargate platform version
#   reads:
#     ecs.service:
#       platform_version: "1.3.0"
#       launch_type: FARGATE
#       task_definition: null
#     ecs.task_definition:
#       runtime_platform.operating_system_family: LINUX
#   remediation:
#     fix: Use the latest platform version
#     terraform: platform_version = "LATEST"
#     cloudformation: 'PlatformVersion: LATEST'
#     task_definition: '"platformVersion": "LATEST"'
#   edit:
#     terraform: {platform_version: LATEST}
#     cloudformation: {PlatformVersion: LATEST}
#     task_definition: {platformVersion: LATEST}
#   peers: [CKV_AWS_332, ECS.10]
#   mitre: [T1611, T1190]
#   cwe: [CWE-1104]
#   security_hub: [ECS.10]
outdated_platform_version contains finding if {
	some service in lib.services
	not on_own_instances(service)
	version := lib.get(service.values, ["platform_version"])
	is_string(version)
	outdated(service, version)
	finding := result.at(service, ["platform_version"])
}

on_own_instances(service) if service.values.launch_type in {"EC2", "EXTERNAL"}

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
#   A container starts with a set of capabilities that few programs need. They give an attacker in the container more
#   options, such as sending raw packets, changing file owners or creating device nodes. On Fargate, a program that needs
#   one of them, to change its user for example, cannot drop them all. Drop the others there, and suppress the finding.
# custom:
#   severity: low
#   message: container {container} keeps the default capabilities, so an attacker in it has more privileges than the program needs
#   whether: container {container} keeps the default capabilities
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.capabilities.drop[]": NET_RAW
#       runtime_platform.operating_system_family: LINUX
#   quiet:
#     ecs.task_definition:
#       runtime_platform.operating_system_family: WINDOWS_SERVER_2022_CORE
#   basis: control
#   remediation:
#     fix: Drop all capabilities, and add only those the program needs (Fargate can add only SYS_PTRACE)
#     terraform: linuxParameters = { capabilities = { drop = ["ALL"] } }
#     cloudformation: 'LinuxParameters: {Capabilities: {Drop: [ALL]}}'
#     task_definition: '"linuxParameters": {"capabilities": {"drop": ["ALL"]}}'
#     cases:
#       cloudposse/ecs-web-app: &argument
#         fix: Drop all capabilities, and add only those the program needs
#         terraform: linux_parameters = { capabilities = { add = [], drop = ["ALL"] } }
#       cn-terraform/ecs-fargate-task-definition: *argument
#       cn-terraform/ecs-fargate: *argument
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
# title: ECS agent hardening disabled
# description: >-
#   By default the ECS agent does not tell other machines what runs on the host, and it gives each task the credentials
#   of its own role. The instance's user data can disable either protection. Without the first, other machines can see
#   what runs on the host. Without the second, every task falls back to the instance role and has all of its AWS
#   permissions.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
#   description: Amazon ECS container agent configuration
# custom:
#   severity: medium
#   message: "the user data of {resource} sets {fact.setting} to {value}, so {fact.harm}"
#   whether: the user data of {resource} disables a protection of the ECS agent
#   reads:
#     ec2.instance: &same
#       "user_data_settings[].name": "<worst>"
#       "user_data_settings[].value": "<worst>"
#     ec2.launch_template: *same
#     autoscaling.launch_configuration: *same
#   subject: [ec2.instance, ec2.launch_template, autoscaling.launch_configuration]
#   targets: [resource.host, element.workload]
#   basis: control
#   remediation:
#     fix: Remove ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS, and enable task roles
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

loosened(setting) := "other machines can query the agent" if {
	setting.name == "ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS"
	enabled(setting.value)
}

loosened(setting) := "every task falls back to the instance role" if {
	setting.name == "ECS_ENABLE_TASK_IAM_ROLE"
	not_enabled(setting.value)
}

loosened(setting) := "the agent is less hardened than it is by default" if setting.name == lib.worst

enabled(value) if lib.agent_true(value)

enabled(value) if value == lib.worst

not_enabled(value) if lib.agent_false(value)

not_enabled(value) if value == lib.worst
