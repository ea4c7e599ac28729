package stride.spoofing.phished_credentials_test

import data.stride.given_test as given
import data.stride.spoofing.phished_credentials as threat

user(values) := found if {
	found := given.resource("ann", "iam.user", object.union({"login_profile": {"user": "ann"}}, values))
}

login(resources) := found if {
	found := threat.console_login_without_mfa with input as given.document(resources)
}

deny(conditions) := found if {
	found := {"effect": "deny", "not_actions": ["iam:*"], "resources": ["*"], "conditions": conditions}
}

without(operator, value) := found if {
	found := [{"operator": operator, "key": "aws:multifactorauthpresent", "values": [value]}]
}

inline(statement) := found if {
	found := {"policies": [{"kind": "inline", "statements": [statement]}]}
}

test_console_login_without_mfa if {
	given.paths(login([user({})])) == {["login_profile"]}
	count(login([user(inline({"effect": "deny", "actions": ["iam:*"]}))])) == 1
	count(login([user(inline(deny(without("Bool", "true"))))])) == 1
	count(login([user(inline(object.union(deny(without("BoolIfExists", "false")), {"effect": "allow"})))])) == 1
	count(login([user({"policies": [{"kind": "aws_managed", "name": "SecurityAudit"}]})])) == 1
	count(login([user({}), given.resource("policy", "iam.policy", {"statements": [deny(without("Null", "false"))]})])) == 1
}

test_console_login_without_mfa_quiet if {
	count(login([given.resource("ann", "iam.user", {})])) == 0
	every operator in ["Bool", "BoolIfExists"] {
		count(login([user(inline(deny(without(operator, "false"))))])) == 0
	}
	count(login([user(inline(deny(without("Null", "true"))))])) == 0
	count(login([user({}), given.resource("group", "iam.group", inline(deny(without("BoolIfExists", "false"))))])) == 0
	count(login([user({}), given.resource("policy", "iam.policy", {"statements": [deny(without("BoolIfExists", "false"))]})])) == 0
}

# What cannot be read here may demand it.
test_console_login_that_may_need_mfa if {
	count(login([user({"policies": [{"kind": "customer_managed", "arn": "arn:aws:iam::123456789012:policy/ForceMFA"}]})])) == 0
	count(login([user({"group_policies": [{"group": "people"}]})])) == 0
	member := object.union(user({"groups": ["${aws_iam_group.people.name}"]}), {"refs": {"/groups/0": [{"to": "people", "attribute": "name"}]}})
	group := given.resource("people", "iam.group", {"policies": [{"kind": "customer_managed"}]})
	count(login([member, group])) == 0
}

everything := {"effect": "allow", "actions": ["*"], "resources": ["*"], "admin": true}

test_admin_without_mfa if {
	given.paths(threat.admin_without_mfa) == {["policies", 0, "statements", 0, "actions"]} with input as given.one("iam.user", inline(everything))
	given.paths(threat.admin_without_mfa) == {["policies", 0]} with input as given.one("iam.group", {"policies": [{"kind": "aws_managed", "name": "AdministratorAccess", "statements": [everything]}]})
	count(threat.admin_without_mfa) == 1 with input as given.one("iam.policy", {"groups": ["admins"], "statements": [everything]})
	count(threat.admin_without_mfa) == 1 with input as given.one("iam.user", inline(object.union(everything, {"conditions": without("BoolIfExists", "true")})))
}

test_admin_without_mfa_quiet if {
	count(threat.admin_without_mfa) == 0 with input as given.one("iam.role", inline(everything))
	count(threat.admin_without_mfa) == 0 with input as given.one("iam.policy", {"statements": [everything]})
	count(threat.admin_without_mfa) == 0 with input as given.one("iam.user", inline(object.union(everything, {"conditions": without("Bool", "true")})))
	count(threat.admin_without_mfa) == 0 with input as given.one("iam.user", inline({"effect": "allow", "actions": ["ecs:*"], "resources": ["*"], "admin": false}))
	count(threat.admin_without_mfa) == 0 with input as given.one("iam.user", {"policies": [{"kind": "aws_managed", "name": "ReadOnlyAccess"}]})
}

pool(values) := found if {
	found := threat.user_pool_mfa_off with input as given.one("cognito.user_pool", values)
}

test_user_pool_mfa_off if {
	given.paths(pool({"mfa_configuration": "OFF"})) == {["mfa_configuration"]}
	count(pool({"name": "people"})) == 1
}

test_user_pool_mfa_off_quiet if {
	count(pool({"mfa_configuration": "ON"})) == 0
	count(pool({"mfa_configuration": "OPTIONAL"})) == 0
}

test_secret_not_rotated if {
	found := threat.secret_not_rotated with input as given.one("secretsmanager.secret", {"name": "db"})
	given.paths(found) == {["rotated"]}
	count(threat.secret_not_rotated) == 0 with input as given.one("secretsmanager.secret", {"rotated": true})
	count(threat.secret_not_rotated) == 0 with input as given.in_library(given.one("secretsmanager.secret", {}))
}
