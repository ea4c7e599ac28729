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

schedule(expression, values) := found if {
	whole := object.union({"schedule_expression": expression, "target": {"ecs_parameters": {"task_definition": "x"}}}, values)
	found := threat.high_frequency_schedule with input as given.one("scheduler.schedule", whole)
}

test_high_frequency_schedule if {
	every expression in ["rate(1 minute)", "rate( 1 minutes )", "cron(* * * * ? *)", "cron(*/1 8 * * ? *)", "cron(0/1 * * * ? *)", "CRON(0-59 * * * ? *)"] {
		given.paths(schedule(expression, {})) == {["schedule_expression"]}
	}
	count(schedule("rate(1 minute)", {"state": "ENABLED"})) == 1
	rule := {"schedule_expression": "rate(1 minute)", "state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "targets": [{"arn": "x"}, {"ecs_parameters": {}}]}
	count(threat.high_frequency_schedule) == 1 with input as given.one("events.rule", rule)
}

test_high_frequency_schedule_quiet if {
	every expression in ["rate(10 minutes)", "rate(1 hour)", "cron(0 * * * ? *)", "cron(*/10 * * * ? *)", "cron(0/15 * * * ? *)", "cron(0-5 * * * ? *)", "at(2026-11-20T13:00:00)"] {
		count(schedule(expression, {})) == 0
	}
	count(schedule("rate(1 minute)", {"state": "DISABLED"})) == 0
	count(threat.high_frequency_schedule) == 0 with input as given.one("events.rule", {"schedule_expression": "rate(1 minute)", "targets": [{"arn": "x"}]})
	count(threat.high_frequency_schedule) == 0 with input as given.one("events.rule", {"targets": [{"ecs_parameters": {}}]})
}

policy(values) := found if {
	found := threat.aggressive_scaling with input as given.one("appautoscaling.policy", object.union({"service_namespace": "ecs"}, values))
}

test_aggressive_scaling if {
	given.paths(policy({"target_tracking": {"scale_in_cooldown": 0, "scale_out_cooldown": 29}})) == {["target_tracking", "scale_in_cooldown"]}
	given.paths(policy({"step": {"cooldown": 5}})) == {["step", "cooldown"]}
}

test_aggressive_scaling_quiet if {
	count(policy({"target_tracking": {"scale_in_cooldown": 300, "scale_out_cooldown": 0}})) == 0
	count(policy({"target_tracking": {}})) == 0
	count(policy({"step": {}})) == 0
	count(policy({"service_namespace": "dynamodb", "target_tracking": {"scale_in_cooldown": 0}})) == 0
}
