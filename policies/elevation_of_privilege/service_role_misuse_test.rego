package stride.elevation_of_privilege.service_role_misuse_test

import data.stride.elevation_of_privilege.service_role_misuse as threat
import data.stride.given_test as given

roles(task_role, execution_role) := found if {
	found := threat.task_role_is_execution_role with input as given.task({"task_role": task_role, "execution_role": execution_role})
}

test_task_role_is_execution_role if {
	given.paths(roles("arn:aws:iam::123456789012:role/app", "arn:aws:iam::123456789012:role/app")) == {["task_role"]}
	count(roles("app", "arn:aws:iam::123456789012:role/path/app")) == 1
	edges := [{"to": "role", "attribute": "arn"}]
	task := object.union(given.resource("task", "ecs.task_definition", {"task_role": "${role.arn}", "execution_role": "${role.arn}"}), {"refs": {"/task_role": edges, "/execution_role": edges}})
	count(threat.task_role_is_execution_role) == 1 with input as given.document([task, given.resource("role", "iam.role", {})])
}

test_task_role_is_execution_role_quiet if {
	count(roles("arn:aws:iam::123456789012:role/app", "arn:aws:iam::123456789012:role/app-execution")) == 0
	count(threat.task_role_is_execution_role) == 0 with input as given.task({"execution_role": "app"})
	count(threat.task_role_is_execution_role) == 0 with input as given.task({})
}
