# METADATA
# title: Containers starve other tasks of CPU or memory
# description: >-
#   Tasks on one host, and containers in one task, share CPU, memory and file descriptors. A container with no limit, or
#   a very large one, can starve the others, whether through an attack or a bug.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-tasksize.html
#   description: Amazon ECS task size best practices
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "Fargate Scheduler (allocate resources)"
#   targets: [flow.launch, flow.scale]
#   mitre: [T1499, T1496]
#   cwe: [CWE-770]
package stride.denial_of_service.resource_exhaustion

import data.stride.lib
import data.stride.result

# METADATA
# title: Container without a memory limit
# description: >-
#   Nothing limits the memory that the container can use. A memory leak, or an attacker who makes the program allocate
#   memory, can starve the other tasks on the host.
# custom:
#   severity: medium
#   message: container {container} has no memory limit{fact.task}, so {fact.harm}
#   unless: container {container} has a memory limit
#   reads:
#     ecs.task_definition:
#       "containers[].memory": null
#       "containers[].memory_reservation": 128
#       memory: null
#       runtime_platform.operating_system_family: LINUX
#       "requires_compatibilities[]": EC2
#   quiet:
#     ecs.task_definition:
#       "requires_compatibilities[]": FARGATE
#   basis: control
#   remediation:
#     fix: Set a hard memory limit in the container definition
#     terraform: memory = 512
#     cloudformation: 'Memory: 512'
#     task_definition: '"memory": 512'
#     cases:
#       cloudposse/ecs-container-definition:
#         fix: Set a hard memory limit
#         terraform: container_memory = 512
#   mitre: [T1499]
#   cwe: [CWE-770]
missing_memory_limit contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	unlimited(container)
	not task_limit(task)
	finding := result.facts(task, ["containers", i, "memory"], object.union(of_task(task), harm(task, container)))
}

unlimited(container) if lib.get(container, ["memory"]) in {null, 0}

# The task's own size is a limit too: on Fargate it is the size of the machine. Windows hosts ignore it.
task_limit(task) if {
	sized(task)
	not lib.windows(task)
}

task_limit(task) if {
	sized(task)
	lib.fargate_only(task)
}

sized(task) if lib.present(task.values, ["memory"])

of_task(task) := {"task": " (Windows ignores the memory of its task)"} if sized(task)

of_task(task) := {"task": ", and neither has its task"} if not sized(task)

# A reservation is what the API asks for at least where the task has no memory (RegisterTaskDefinition).
harm(_, container) := {"harm": shared} if lib.present(container, ["memory_reservation"])

harm(task, container) := {"harm": shared} if {
	lib.missing(container, ["memory_reservation"])
	sized(task)
}

harm(task, container) := {"severity": "low", "harm": "ECS rejects its task definition"} if {
	lib.missing(container, ["memory_reservation"])
	not sized(task)
}

shared := "it can use up the memory of every task on the host"

# METADATA
# title: Task without a CPU limit
# description: >-
#   On Linux, the CPU units of a container are a weight, not a limit. Outside Fargate only the task-level CPU value is a
#   hard limit. Without it, an attacker who keeps a container busy takes the spare CPU that other tasks use under load.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
#   description: "Amazon ECS API: CPU units of a container and of its task"
# custom:
#   severity: low
#   message: task definition {values.family} sets no CPU limit, so one of its tasks can take all spare CPU of its host from the others{fact.weights}
#   unless: task definition {values.family} limits CPU
#   reads:
#     ecs.task_definition:
#       cpu: null
#       network_mode: bridge
#       "requires_compatibilities[]": EC2
#       runtime_platform.operating_system_family: LINUX
#       "containers[].cpu": null
#     ecs.service:
#       launch_type: EC2
#       capacity_provider_strategy: null
#       cluster: main
#     ecs.cluster:
#       default_capacity_provider_strategy: null
#   quiet:
#     ecs.task_definition:
#       "requires_compatibilities[]": FARGATE
#   basis: control
#   remediation:
#     fix: Set the CPU limit of the task
#     terraform: cpu = 256
#     cloudformation: 'Cpu: "256"'
#     task_definition: '"cpu": "256"'
#   mitre: [T1499]
#   cwe: [CWE-770]
missing_cpu_limit contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	not lib.fargate_only(task)
	lib.missing(task.values, ["cpu"])
	outside_fargate(task)
	finding := result.facts(task, ["cpu"], {"weights": smallest_weights(task)})
}

# The task says so, or what runs it does. Where neither does, a container without CPU units shows that none were considered.
outside_fargate(task) if {
	some launch in task.values.requires_compatibilities
	launch != "FARGATE"
}

# Fargate takes tasks with a network interface of their own only.
outside_fargate(task) if task.values.network_mode in {"bridge", "host", "none"}

outside_fargate(task) if {
	some service in task.derived.services
	input.resources[service].derived.launch in {"EC2", "EXTERNAL", "MANAGED_INSTANCES"}
}

outside_fargate(task) if count(unweighted(task)) > 0

# The smallest weight is what a container without CPU units has.
smallest_weights(task) := text if {
	count(unweighted(task)) > 0
	text := "; a container without CPU units gets the smallest share"
}

smallest_weights(task) := "" if count(unweighted(task)) == 0

unweighted(task) := containers if {
	containers := [container | some container in task.values.containers; lib.get(container, ["cpu"]) in {null, 0}]
}

# METADATA
# title: Very large task
# description: >-
#   The task can use more CPU or memory than the configured limit for one task. An attacker who runs code in it, or
#   starts more copies of it, can use up the account's quota and budget.
# custom:
#   severity: medium
#   message: task definition {values.family} sets {key} above the configured limit, so one task can exhaust quota and budget
#   whether: task definition {values.family} sets CPU or memory above the configured limit
#   reads:
#     ecs.task_definition:
#       cpu: 16384
#       memory: 122880
#   remediation:
#     fix: Set what the task needs (or raise max_task_cpu and max_task_memory under [settings] in stridelint.toml)
#     terraform: |
#       cpu    = "1024"
#       memory = "2048"
#     cloudformation: |
#       Cpu: "1024"
#       Memory: "2048"
#     task_definition: |
#       "cpu": "1024",
#       "memory": "2048"
#   mitre: [T1496]
#   cwe: [CWE-770]
oversized_task contains finding if {
	some task in lib.tasks
	task.values.cpu > input.settings.max_task_cpu
	finding := result.at(task, ["cpu"])
}

oversized_task contains finding if {
	some task in lib.tasks
	task.values.memory > input.settings.max_task_memory
	finding := result.at(task, ["memory"])
}

# METADATA
# title: Resource limit lifted
# description: >-
#   The container removes the limit that keeps one program from using up a kernel resource. A fork bomb or a flood of
#   connections then affects the whole host.
# custom:
#   severity: low
#   message: container {container} lifts the {name} limit, so one program can exhaust that resource for every task on the host
#   whether: container {container} lifts a resource limit
#   reads:
#     ecs.task_definition:
#       "containers[].ulimits[].name": nproc
#       "containers[].ulimits[].hard_limit": -1
#       runtime_platform.operating_system_family: LINUX
#   quiet:
#     ecs.task_definition:
#       runtime_platform.operating_system_family: WINDOWS_SERVER_2022_CORE
#   remediation:
#     fix: In the container definition, set a limit that fits the program
#     terraform: ulimits = [{ name = "nofile", softLimit = 65536, hardLimit = 65536 }]
#     cloudformation: 'Ulimits: [{Name: nofile, SoftLimit: 65536, HardLimit: 65536}]'
#     task_definition: '"ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536}]'
#   mitre: [T1499]
#   cwe: [CWE-770]
unlimited_ulimit contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	some i, container in task.values.containers
	some j, limit in container.ulimits
	lifted(limit.name, limit.hard_limit)
	finding := result.at(task, ["containers", i, "ulimits", j, "hard_limit"])
}

lifted(name, value) if {
	value == -1
	not name in {"memlock", "core"}
}

# As much as a kernel allows by default is no limit.
lifted(name, value) if {
	name in {"nofile", "nproc"}
	value > 1048576
}

# METADATA
# title: No health check detects a hung task
# description: >-
#   No container has a health check, and no load balancer checks the task. If an attacker makes the task hang, it keeps
#   its resources and is never replaced.
# custom:
#   severity: low
#   message: task definition {values.family} has no health check, and its service has no load balancer, so a hung task is never replaced
#   unless: task definition {values.family} has a health check
#   reads:
#     ecs.task_definition:
#       "containers[].health_check": null
#     ecs.service:
#       load_balancers: []
#       task_definition: "<worst>"
#   remediation:
#     fix: Add a health check to the container definition
#     terraform: healthCheck = { command = ["CMD-SHELL", "curl -f http://localhost:8080/healthz || exit 1"] }
#     cloudformation: 'HealthCheck: {Command: [CMD-SHELL, "curl -f http://localhost:8080/healthz || exit 1"]}'
#   opt_in: true
#   mitre: [T1499]
#   cwe: [CWE-754]
missing_health_check contains finding if {
	some service in lib.services
	count(object.get(service.values, "load_balancers", [])) == 0
	task := lib.ref(service, ["task_definition"])
	task.type == "ecs.task_definition"
	count(task.values.containers) > 0
	not watched(task)
	finding := result.at(task, ["containers"])
}

# A task definition that may be any.
missing_health_check contains finding if {
	some service in lib.services
	count(object.get(service.values, "load_balancers", [])) == 0
	service.values.task_definition == lib.worst
	finding := result.at(service, ["task_definition"])
}

watched(task) if {
	some container in task.values.containers
	is_object(container.health_check)
	not container.health_check.command == ["NONE"]
}

# METADATA
# title: Fault injection enabled
# description: >-
#   An attacker who runs code in a container can make the ECS agent add latency, drop packets or cut off the task's
#   network.
# custom:
#   severity: low
#   message: task definition {values.family} allows fault injection, so an attacker in a container can cut the task off from the network
#   whether: task definition {values.family} allows fault injection
#   reads:
#     ecs.task_definition:
#       enable_fault_injection: true
#   remediation:
#     fix: Disable fault injection outside experiments
#     terraform: enable_fault_injection = false
#     cloudformation: 'EnableFaultInjection: false'
#     task_definition: '"enableFaultInjection": false'
#   edit:
#     terraform: {enable_fault_injection: false}
#     cloudformation: {EnableFaultInjection: false}
#     task_definition: {enableFaultInjection: false}
#   opt_in: true
#   mitre: [T1499]
#   cwe: [CWE-489]
fault_injection_enabled contains finding if {
	some task in lib.tasks
	task.values.enable_fault_injection == true
	finding := result.at(task, ["enable_fault_injection"])
}

# METADATA
# title: Autoscaling limit too high
# description: >-
#   The service can scale to far more tasks than it is likely to need. An attacker who sends enough requests can use up
#   the account's quota, subnet addresses and budget.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
#   description: Automatically scale your Amazon ECS service
# custom:
#   severity: medium
#   message: scaling target {resource} can grow to {value} tasks, so a flood of requests can exhaust quota and budget
#   whether: scaling target {resource} exceeds the configured number of tasks
#   reads:
#     appautoscaling.target:
#       service_namespace: ecs
#       scalable_dimension: ecs:service:DesiredCount
#       max_capacity: 100000
#   subject: appautoscaling.target
#   targets: [flow.scale]
#   remediation:
#     fix: Lower the limit to what the service needs (or raise max_autoscaling_capacity under [settings] in stridelint.toml)
#     terraform: max_capacity = 20
#     cloudformation: 'MaxCapacity: 20'
#   mitre: [T1499, T1496]
#   cwe: [CWE-770]
unbounded_autoscaling contains finding if {
	some target in lib.of_type("appautoscaling.target")
	scales_service(target.values)
	target.values.max_capacity > input.settings.max_autoscaling_capacity
	finding := result.at(target, ["max_capacity"])
}

scales_service(values) if values.service_namespace == "ecs"

scales_service(values) if values.scalable_dimension == "ecs:service:DesiredCount"
