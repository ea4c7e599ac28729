package stride.denial_of_service.scheduler_overload_test

import data.stride.denial_of_service.scheduler_overload as threat
import data.stride.given_test as given

breaker(values) := found if {
	found := threat.circuit_breaker_disabled with input as given.one("ecs.service", values)
}

test_circuit_breaker_disabled if {
	given.paths(breaker({})) == {["deployment_circuit_breaker", "enable"]}
	count(breaker({"deployment_controller": {"type": "ECS"}, "deployment_configuration": {"strategy": "ROLLING"}, "deployment_circuit_breaker": {"enable": false}})) == 1
}

test_circuit_breaker_disabled_quiet if {
	count(breaker({"deployment_circuit_breaker": {"enable": true}})) == 0
	count(breaker({"deployment_controller": {"type": "CODE_DEPLOY"}})) == 0
	count(breaker({"deployment_configuration": {"strategy": "BLUE_GREEN"}})) == 0
}

grace(values) := found if {
	found := threat.missing_health_check_grace with input as given.one("ecs.service", values)
}

test_missing_health_check_grace if {
	given.paths(grace({"load_balancers": [{"target_group_arn": "x"}]})) == {["health_check_grace_period_seconds"]}
	count(grace({"load_balancers": [{"target_group_arn": "x"}], "health_check_grace_period_seconds": 0})) == 1
}

test_missing_health_check_grace_quiet if {
	count(grace({"load_balancers": [{"target_group_arn": "x"}], "health_check_grace_period_seconds": 30})) == 0
	count(grace({"load_balancers": []})) == 0
	count(grace({})) == 0
}

volatile(type, pointer) := found if {
	subject := object.union(given.resource("it", type, {}), {"marks": {pointer: ["volatile"]}})
	found := threat.perpetual_redeployment with input as given.document([subject])
}

test_perpetual_redeployment if {
	given.paths(volatile("ecs.service", "/triggers/redeployment")) == {["triggers", "redeployment"]}
	given.paths(volatile("ecs.task_definition", "/containers/0/environment/2/value")) == {["containers", 0, "environment", 2, "value"]}
	given.paths(volatile("ecs.task_definition", "/tags/a~1b")) == {["tags", "a/b"]}
}

test_perpetual_redeployment_quiet if {
	count(volatile("ecs.service", "/name")) == 0
	count(volatile("ecs.task_definition", "/containers/0/image")) == 0
	count(volatile("ecs.cluster", "/tags/deployed")) == 0
	count(threat.perpetual_redeployment) == 0 with input as given.one("ecs.service", {"triggers": {"at": "1"}})
}
