package stride.information_disclosure.excessive_iam_permissions_test

import data.stride.given_test as given
import data.stride.information_disclosure.excessive_iam_permissions as threat

on_everything := {"effect": "allow", "actions": ["*"], "resources": ["*"], "everything": true, "restricted": false, "admin": true}

role(policies) := found if {
	found := given.one("iam.role", {"policies": policies})
}

statement(changes) := found if {
	found := role([{"kind": "inline", "statements": [object.union(on_everything, changes)]}])
}

test_wildcard_action if {
	given.paths(threat.wildcard_action) == {["policies", 0, "statements", 0, "actions"]} with input as statement({})
	given.paths(threat.wildcard_action) == {["statements", 0, "actions"]} with input as given.one("iam.policy", {"statements": [on_everything]})
}

test_wildcard_action_quiet if {
	count(threat.wildcard_action) == 0 with input as statement({"admin": false})
	count(threat.wildcard_action) == 0 with input as statement({"effect": "deny"})
	count(threat.wildcard_action) == 0 with input as statement({"restricted": true})
}

test_a_managed_policy_is_judged_where_it_is_written if {
	policy := given.resource("policy", "iam.policy", {"statements": [on_everything]})
	attached := {"kind": "customer_managed", "source": "policy", "statements": [on_everything]}
	holder := given.resource("role", "iam.role", {"policies": [attached]})
	{finding.resource | some finding in threat.wildcard_action} == {"policy"} with input as given.document([policy, holder])
}

test_service_wildcard_action if {
	given.paths(threat.service_wildcard_action) == {["policies", 0, "statements", 0, "actions", 1]} with input as statement({"actions": ["sqs:List*", "SQS:*", "ssmmessages:*"]})
}

test_service_wildcard_action_quiet if {
	count(threat.service_wildcard_action) == 0 with input as statement({"actions": ["sqs:*"], "everything": false})
	count(threat.service_wildcard_action) == 0 with input as statement({"actions": ["ec2messages:*", "sqs:Get*"]})
}

test_unrestricted_data_access if {
	count(threat.unrestricted_data_access) == 1 with input as statement({"grants": ["s3:getobject", "kms:decrypt"]})
	count(threat.unrestricted_data_access) == 1 with input as role([{"kind": "aws_managed", "statements": [object.union(on_everything, {"grants": ["secretsmanager:getsecretvalue"]})]}])
}

# The severity of reading everything, by who may assume the role.
reading_as(service, kind) := severities if {
	trust := {"statements": [{"effect": "allow", "principals": [{"type": "Service", "id": service}]}]}
	policies := [{"kind": kind, "arn": "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup", "statements": [object.union(on_everything, {"grants": ["dynamodb:getitem"], "actions": ["dynamodb:GetItem"]})]}]
	found := threat.unrestricted_data_access with input as given.one("iam.role", {"policies": policies, "trust_policy": trust})
	severities := {finding.facts.severity | some finding in found}
}

# What the statement names says what it reads; the word that changes is the resource.
test_unrestricted_data_access_stands_at_the_resources if {
	reading := {"actions": ["logs:PutLogEvents", "ssm:GetParameters"], "grants": ["ssm:getparameters"]}
	found := threat.unrestricted_data_access with input as statement(reading)
	{[finding.path, finding.facts.actions, finding.facts.case] | some finding in found} == {[["policies", 0, "statements", 0, "resources"], "ssm:GetParameters", "ssm"]}
}

test_unrestricted_data_access_by_who_acts if {
	reading_as("ecs-tasks.amazonaws.com", "inline") == {"high"}
	reading_as("ecs-tasks.amazonaws.com", "aws_managed") == {"high"}
	reading_as("backup.amazonaws.com", "inline") == {"low"}
	reading_as("backup.amazonaws.com", "aws_managed") == set()
}

test_unrestricted_data_access_quiet if {
	count(threat.unrestricted_data_access) == 0 with input as statement({"grants": ["s3:getobject"], "everything": false})
	count(threat.unrestricted_data_access) == 0 with input as statement({"grants": ["s3:getobject"], "restricted": true})
	count(threat.unrestricted_data_access) == 0 with input as statement({"grants": ["ecs:runtask"]})
}

managed(name) := found if {
	found := {"kind": "aws_managed", "name": name, "arn": concat("", ["arn:aws:iam::aws:policy/", name]), "statements": []}
}

trusting(service, name) := found if {
	trust := {"statements": [{"effect": "allow", "principals": [{"type": "Service", "id": service}]}]}
	found := given.one("iam.role", {"policies": [managed(name)], "trust_policy": trust})
}

severities(findings) := found if {
	found := {finding.facts.severity | some finding in findings}
}

test_administrator_policy_attached if {
	severities(threat.administrator_policy_attached) == {"critical"} with input as trusting("lambda.amazonaws.com", "AdministratorAccess")
	severities(threat.administrator_policy_attached) == {"high"} with input as trusting("lambda.amazonaws.com", "PowerUserAccess")
	severities(threat.administrator_policy_attached) == {"high"} with input as trusting("events.amazonaws.com", "IAMFullAccess")
	given.paths(threat.administrator_policy_attached) == {["policies", 0]} with input as role([{"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}])
}

test_administrator_policy_attached_quiet if {
	count(threat.administrator_policy_attached) == 0 with input as role([managed("SecurityAudit")])
	count(threat.administrator_policy_attached) == 0 with input as role([{"kind": "customer_managed", "arn": "arn:aws:iam::123456789012:policy/AdministratorAccess"}])
}

working(kinds) := found if {
	found := given.document([object.union(given.resource("role", "iam.role", {"policies": [managed("AmazonS3FullAccess")]}), {"derived": {"role_kinds": kinds}})])
}

test_full_access_policy_attached if {
	given.paths(threat.full_access_policy_attached) == {["policies", 0]} with input as working(["task"])
}

test_full_access_policy_attached_quiet if {
	count(threat.full_access_policy_attached) == 0 with input as working(["other"])
}

test_allow_not_action if {
	given.paths(threat.allow_not_action) == {["policies", 0, "statements", 0]} with input as role([{"kind": "inline", "statements": [{"effect": "allow", "not_actions": ["iam:*"]}]}])
	count(threat.allow_not_action) == 1 with input as role([{"kind": "inline", "statements": [{"effect": "allow", "not_resources": ["arn:aws:s3:::payroll"]}]}])
}

test_allow_not_action_quiet if {
	count(threat.allow_not_action) == 0 with input as role([{"kind": "inline", "statements": [{"effect": "deny", "not_actions": ["iam:*"]}]}])
	count(threat.allow_not_action) == 0 with input as role([{"kind": "aws_managed", "statements": [{"effect": "allow", "not_actions": ["iam:*"]}]}])
}
