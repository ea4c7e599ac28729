package stride.elevation_of_privilege.over_granted_privileges_test

import data.stride.elevation_of_privilege.over_granted_privileges as threat
import data.stride.given_test as given

role(kinds, values) := found if {
	found := given.document([object.union(given.resource("role", "iam.role", values), {"derived": {"role_kinds": kinds}})])
}

test_missing_permissions_boundary if {
	given.paths(threat.missing_permissions_boundary) == {["permissions_boundary"]} with input as role(["task"], {"name": "task"})
	count(threat.missing_permissions_boundary) == 1 with input as role(["execution", "task"], {"permissions_boundary": ""})
}

test_missing_permissions_boundary_quiet if {
	count(threat.missing_permissions_boundary) == 0 with input as role(["task"], {"permissions_boundary": "arn:aws:iam::123456789012:policy/cap"})
	count(threat.missing_permissions_boundary) == 0 with input as role(["execution"], {})
	count(threat.missing_permissions_boundary) == 0 with input as role(["ecs_unclassified"], {})
}

test_policy_attached_to_user if {
	given.paths(threat.policy_attached_to_user) == {["policies", 0], ["policies", 1]} with input as given.one("iam.user", {"policies": [{"kind": "inline"}, {"kind": "aws_managed", "name": "ReadOnlyAccess"}]})
}

# The user is not in the unit, the policy is.
test_policy_attached_to_user_elsewhere if {
	given.paths(threat.policy_attached_to_user) == {["policy_arn"]} with input as given.one("aws_iam_user_policy_attachment", {"user": "ann"})
	given.paths(threat.policy_attached_to_user) == {["users"]} with input as given.one("aws_iam_policy_attachment", {"users": ["ann"]})
	policy := object.union(given.resource("own", "iam.policy", {"users": ["ann"]}), {"source_type": "AWS::IAM::Policy"})
	given.paths(threat.policy_attached_to_user) == {["users"]} with input as given.document([policy])
}

test_policy_attached_to_user_quiet if {
	count(threat.policy_attached_to_user) == 0 with input as given.one("iam.user", {"groups": ["people"]})
	count(threat.policy_attached_to_user) == 0 with input as given.one("iam.group", {"policies": [{"kind": "inline"}]})
	count(threat.policy_attached_to_user) == 0 with input as given.one("aws_iam_policy_attachment", {"users": [], "roles": ["task"]})
	count(threat.policy_attached_to_user) == 0 with input as given.one("aws_iam_policy_attachment", {"groups": ["people"]})
}

# What is folded into a user of the unit is named at that user alone.
test_policy_attached_to_user_once if {
	user := object.union(given.resource("ann", "iam.user", {"policies": [{"kind": "aws_managed"}]}), {"satellites": ["attachment"]})
	attachment := given.resource("attachment", "aws_iam_user_policy_attachment", {"user": "ann"})
	{finding.resource | some finding in threat.policy_attached_to_user} == {"ann"} with input as given.document([user, attachment])
}
