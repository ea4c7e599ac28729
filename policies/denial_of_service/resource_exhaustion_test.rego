package stride.denial_of_service.resource_exhaustion_test

import data.stride.denial_of_service.resource_exhaustion as threat
import data.stride.given_test as given

task(values, container) := found if {
	found := object.union(values, {"containers": [object.union({"name": "web"}, container)]})
}

test_missing_memory_limit if {
	given.paths(threat.missing_memory_limit) == {["containers", 0, "memory"]} with input as given.task(task({}, {"memory_reservation": 256}))
	count(threat.missing_memory_limit) == 1 with input as given.windows_task(task({"memory": 1024}, {}))
}

test_missing_memory_limit_quiet if {
	count(threat.missing_memory_limit) == 0 with input as given.task(task({"memory": 1024}, {}))
	count(threat.missing_memory_limit) == 0 with input as given.task(task({}, {"memory": 256}))
	count(threat.missing_memory_limit) == 0 with input as given.windows_task(task({}, {"memory": 256}))
}

test_missing_cpu_limit if {
	found := threat.missing_cpu_limit with input as given.document([given.ec2_task({"containers": [{"name": "a", "cpu": 10}, {"name": "b", "cpu": 0}, {"name": "c"}]})])
	found == {{"resource": "task", "path": ["cpu"], "facts": {"weights": "; a container without CPU units gets the smallest share"}}}
	weighted := threat.missing_cpu_limit with input as given.document([given.ec2_task({"requires_compatibilities": ["EC2"], "containers": [{"name": "a", "cpu": 10}]})])
	{finding.facts.weights | some finding in weighted} == {""}
}

# A weight is no limit, and on the bridge a task does not run on Fargate.
test_missing_cpu_limit_beside_weights if {
	found := threat.missing_cpu_limit with input as given.document([given.ec2_task({"network_mode": "bridge", "containers": [{"name": "a", "cpu": 10}]})])
	{finding.facts.weights | some finding in found} == {""}
}

# Fargate demands it, Windows ignores it, and of a task that says neither where it runs nor that it has no weights nothing is said.
test_missing_cpu_limit_quiet if {
	count(threat.missing_cpu_limit) == 0 with input as given.document([given.ec2_task({"cpu": 256, "containers": [{"name": "a"}]})])
	count(threat.missing_cpu_limit) == 0 with input as given.task(task({}, {"cpu": 0}))
	count(threat.missing_cpu_limit) == 0 with input as given.windows_task(task({}, {}))
	count(threat.missing_cpu_limit) == 0 with input as given.document([given.ec2_task({"containers": [{"name": "a", "cpu": 10}]})])
}

test_oversized_task if {
	given.paths(threat.oversized_task) == {["cpu"], ["memory"]} with input as given.task({"cpu": 16384, "memory": 122880})
	count(threat.oversized_task) == 0 with input as given.task({"cpu": 8192, "memory": 61440})
	count(threat.oversized_task) == 0 with input as given.task({})
}

limit(name, value) := found if {
	found := threat.unlimited_ulimit with input as given.container({"ulimits": [{"name": name, "soft_limit": 1024, "hard_limit": value}]})
}

test_unlimited_ulimit if {
	given.paths(limit("nproc", -1)) == {["containers", 0, "ulimits", 0, "hard_limit"]}
	count(limit("stack", -1)) == 1
	count(limit("nofile", 1048577)) == 1
}

test_unlimited_ulimit_quiet if {
	count(limit("memlock", -1)) == 0
	count(limit("core", -1)) == 0
	count(limit("nofile", 1048576)) == 0
	count(limit("msgqueue", 2000000)) == 0
	count(threat.unlimited_ulimit) == 0 with input as given.windows_task({"containers": [{"name": "web", "ulimits": [{"name": "nproc", "hard_limit": -1}]}]})
}

service(values) := found if {
	found := object.union(given.resource("service", "ecs.service", values), {"refs": {"/task_definition": [{"to": "task", "attribute": "arn"}]}})
}

test_missing_health_check if {
	given.paths(threat.missing_health_check) == {["containers"]} with input as given.document([service({}), given.ec2_task({"containers": [{"name": "web"}]})])
	count(threat.missing_health_check) == 1 with input as given.document([service({"load_balancers": []}), given.ec2_task({"containers": [{"name": "web", "health_check": {"command": ["NONE"]}}]})])
}

test_missing_health_check_quiet if {
	count(threat.missing_health_check) == 0 with input as given.document([service({"load_balancers": [{"target_group_arn": "x"}]}), given.ec2_task({"containers": [{"name": "web"}]})])
	count(threat.missing_health_check) == 0 with input as given.document([service({}), given.ec2_task({"containers": [{"name": "web"}, {"name": "app", "health_check": {"command": ["CMD", "true"]}}]})])
	count(threat.missing_health_check) == 0 with input as given.document([given.ec2_task({"containers": [{"name": "web"}]})])
}

test_fault_injection_enabled if {
	given.paths(threat.fault_injection_enabled) == {["enable_fault_injection"]} with input as given.task({"enable_fault_injection": true})
	count(threat.fault_injection_enabled) == 0 with input as given.task({"enable_fault_injection": false})
	count(threat.fault_injection_enabled) == 0 with input as given.task({})
}

scaling(values) := found if {
	found := threat.unbounded_autoscaling with input as given.one("appautoscaling.target", values)
}

test_unbounded_autoscaling if {
	given.paths(scaling({"service_namespace": "ecs", "max_capacity": 101})) == {["max_capacity"]}
	count(scaling({"scalable_dimension": "ecs:service:DesiredCount", "max_capacity": 5000})) == 1
}

test_unbounded_autoscaling_quiet if {
	count(scaling({"service_namespace": "ecs", "max_capacity": 100})) == 0
	count(scaling({"service_namespace": "dynamodb", "scalable_dimension": "dynamodb:table:ReadCapacityUnits", "max_capacity": 40000})) == 0
	count(scaling({"service_namespace": "ecs"})) == 0
}
