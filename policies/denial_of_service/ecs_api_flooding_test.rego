package stride.denial_of_service.ecs_api_flooding_test

import data.stride.denial_of_service.ecs_api_flooding as threat
import data.stride.given_test as given

role(kinds, statement) := found if {
	full := object.union({"effect": "allow", "actions": ["ecs:StopTask"], "grants": ["ecs:stoptask"], "everything": true, "restricted": false}, statement)
	values := {"policies": [{"kind": "inline", "statements": [full]}]}
	found := given.document([object.union(given.resource("role", "iam.role", values), {"derived": {"role_kinds": kinds}})])
}

test_task_can_call_ecs_api if {
	given.paths(threat.task_can_call_ecs_api) == {["policies", 0, "statements", 0, "resources"]} with input as role(["task"], {})
	count(threat.task_can_call_ecs_api) == 1 with input as role(["task"], {"grants": ["ecs:runtask"]})
}

test_task_can_call_ecs_api_quiet if {
	count(threat.task_can_call_ecs_api) == 0 with input as role(["execution"], {})
	count(threat.task_can_call_ecs_api) == 0 with input as role(["task"], {"everything": false})
	count(threat.task_can_call_ecs_api) == 0 with input as role(["task"], {"restricted": true})
	count(threat.task_can_call_ecs_api) == 0 with input as role(["task"], {"effect": "deny"})
	count(threat.task_can_call_ecs_api) == 0 with input as role(["task"], {"grants": ["ecs:executecommand"]})
}

stage(values) := found if {
	found := threat.unthrottled_api_stage with input as given.one("apigateway.stage", values)
}

test_unthrottled_api_stage if {
	given.paths(stage({"stage_name": "live"})) == {["throttling_rate_limit"]}
	count(stage({"throttling_rate_limit": -1, "throttling_burst_limit": -1})) == 1
	count(stage({"usage_plan_throttled": false})) == 1
}

test_unthrottled_api_stage_quiet if {
	count(stage({"throttling_rate_limit": 100})) == 0
	count(stage({"throttling_rate_limit": -1, "throttling_burst_limit": 50})) == 0
	count(stage({"throttling_burst_limit": 0})) == 0
	count(stage({"usage_plan_throttled": true})) == 0
}

# Somebody else may bound a REST API's stage; an HTTP API's stage is bounded where it is written.
test_unthrottled_api_stage_in_a_library if {
	library := {"unit": {"closed": false, "deployable": false, "opaque": []}}
	count(threat.unthrottled_api_stage) == 0 with input as object.union(given.one("apigateway.stage", {}), library)
	http := object.union(given.resource("it", "apigateway.stage", {}), {"source_type": "aws_apigatewayv2_stage"})
	count(threat.unthrottled_api_stage) == 1 with input as object.union(given.document([http]), library)
}
