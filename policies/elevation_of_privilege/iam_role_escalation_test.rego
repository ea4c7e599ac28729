package stride.elevation_of_privilege.iam_role_escalation_test

import data.stride.elevation_of_privilege.iam_role_escalation as threat
import data.stride.given_test as given

statement(grants, changes) := found if {
	found := object.union({"effect": "allow", "resources": ["*"], "everything": true, "restricted": false, "grants": grants}, changes)
}

role(kinds, statements) := found if {
	policies := [{"kind": "inline", "statements": [item]} | some item in statements]
	found := given.document([object.union(given.resource("role", "iam.role", {"name": "app", "policies": policies}), {"derived": {"role_kinds": kinds}})])
}

put_policy(kinds, changes) := found if {
	found := role(kinds, [statement(["iam:putrolepolicy"], changes)])
}

test_self_modifying_role if {
	given.paths(threat.self_modifying_role) == {["policies", 0, "statements", 0, "actions"]} with input as put_policy(["task"], {})
	count(threat.self_modifying_role) == 1 with input as put_policy(["execution"], {"everything": false, "resources": ["arn:aws:iam::123456789012:role/app"]})
}

test_self_modifying_role_quiet if {
	count(threat.self_modifying_role) == 0 with input as put_policy(["other"], {})
	count(threat.self_modifying_role) == 0 with input as put_policy(["task"], {"everything": false, "resources": ["arn:aws:iam::123456789012:role/other"]})
	count(threat.self_modifying_role) == 0 with input as put_policy(["task"], {"restricted": true})
}

test_privilege_escalation_actions if {
	given.paths(threat.privilege_escalation_actions) == {["policies", 0, "statements", 0, "resources"]} with input as role(["other"], [statement(["iam:createaccesskey"], {})])
	parts := [statement(["lambda:createfunction", "lambda:invokefunction"], {}), statement(["iam:passrole"], {})]
	given.paths(threat.privilege_escalation_actions) == {["policies", 1, "statements", 0, "resources"]} with input as role(["other"], parts)
	both := [statement(["iam:passrole", "ecs:runtask"], {})]
	given.paths(threat.privilege_escalation_actions) == {["statements", 0, "resources"]} with input as given.one("iam.policy", {"statements": both})
}

member(own, of_group) := given.document([
	object.union(given.resource("user", "iam.user", {"groups": ["g"], "policies": own}), {"refs": {"/groups/0": [{"to": "group", "attribute": "name"}]}}),
	given.resource("group", "iam.group", {"policies": of_group}),
])

inline(actions) := [{"kind": "inline", "statements": [statement(actions, {})]}]

test_privilege_escalation_actions_of_user_and_group if {
	split_up := threat.privilege_escalation_actions with input as member(inline(["ecs:runtask"]), inline(["iam:passrole"]))
	{finding.resource | some finding in split_up} == {"group"}
	other := threat.privilege_escalation_actions with input as member(inline(["iam:passrole"]), inline(["ecs:runtask"]))
	{finding.resource | some finding in other} == {"user"}
	alone := threat.privilege_escalation_actions with input as member(inline(["s3:getobject"]), inline(["iam:passrole", "ecs:runtask"]))
	count(alone) == 1
	count(threat.privilege_escalation_actions) == 0 with input as member(inline(["s3:getobject"]), inline(["iam:passrole"]))
}

test_privilege_escalation_actions_quiet if {
	count(threat.privilege_escalation_actions) == 0 with input as role(["other"], [statement(["iam:passrole"], {}), statement(["lambda:createfunction"], {})])
	count(threat.privilege_escalation_actions) == 0 with input as role(["other"], [statement(["iam:passrole"], {"restricted": true}), statement(["ecs:runtask"], {})])
	count(threat.privilege_escalation_actions) == 0 with input as role(["other"], [statement(["iam:createaccesskey"], {"everything": false})])
}

test_boundary_removal_allowed if {
	count(threat.boundary_removal_allowed) == 1 with input as role(["other"], [statement(["iam:putuserpermissionsboundary"], {})])
}

test_boundary_removal_allowed_quiet if {
	count(threat.boundary_removal_allowed) == 0 with input as role(["other"], [statement(["iam:putuserpermissionsboundary"], {"everything": false})])
	count(threat.boundary_removal_allowed) == 0 with input as role(["other"], [statement(["iam:passrole"], {})])
}

test_assume_any_role if {
	count(threat.assume_any_role) == 1 with input as role(["other"], [statement(["sts:assumerole"], {})])
}

test_assume_any_role_quiet if {
	count(threat.assume_any_role) == 0 with input as role(["other"], [statement(["sts:assumerole"], {"everything": false})])
	count(threat.assume_any_role) == 0 with input as role(["other"], [statement(["sts:assumerole"], {"restricted": true})])
}
