# Who a container runs as, and what it runs on.
package stride.elevation_of_privilege.container_escape

import data.stride.lib
import data.stride.result

# METADATA
# title: Container runs as root
# description: >-
#   Root inside a container can replace its program and install tools, and is root for the kernel too. On an instance,
#   a flaw in the runtime, a mounted volume or a granted capability then gives an attacker the host instead of an
#   unprivileged account. Where no user is set, the image decides. Images that are known to drop root by themselves
#   are left out. So are log routers and agents that have to run as root.
# custom:
#   severity: medium
#   message: container {name} {fact.how}
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
#   remediation:
#     fix: Name an unprivileged user in the container definition
#     terraform: user = "1000:1000"
#     cloudformation: 'User: "1000:1000"'
#     task_definition: '"user": "1000:1000"'
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
runs_as_root(_, container) := {"severity": "low", "how": "names no user, so its image decides, and root is the default of images"} if {
	lib.missing(container, ["user"])
	not lib.unprivileged_image(container.image)
}

runs_as_root(task, container) := {"severity": "medium", "how": "runs as root, so an escape from it lands on the host as root"} if {
	named_root(container)
	not lib.fargate_only(task)
}

# On Fargate no other tasks share the machine.
runs_as_root(task, container) := {"severity": "low", "how": "runs as root, so an intruder in it may change all that it holds"} if {
	named_root(container)
	lib.fargate_only(task)
}

named_root(container) if split(trim_space(container.user), ":")[0] in {"root", "0"}

# METADATA
# title: Old Fargate platform version
# description: >-
#   The service stays on a platform version whose kernel and runtime no longer receive fixes. A known flaw in them is
#   a known way out of the container.
# custom:
#   severity: medium
#   message: service {resource} stays on the Fargate platform {value}, so it no longer gets security fixes
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
#   A container starts with a set of capabilities that few programs need. Each of them gives an attacker one more
#   thing to do: send raw packets, change file owners, create device nodes.
# custom:
#   severity: low
#   message: container {container} keeps the default capabilities, so an intruder in it has more than the program needs
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
#   The agent limits its introspection API to the host and gives each task its own role. The instance's user data can
#   switch both off. Other machines then learn what runs on the host, or every task acts with the role of the
#   instance. A container can then do whatever the host can do.
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
