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

working(kinds, policies) := found if {
	found := given.document([object.union(given.resource("role", "iam.role", {"policies": policies}), {"derived": {"role_kinds": kinds}})])
}

inline(statement) := found if {
	found := [{"kind": "inline", "statements": [object.union({"effect": "allow"}, statement)]}]
}

test_overprivileged_execution_role if {
	given.paths(threat.overprivileged_execution_role) == {["policies", 0, "statements", 0, "actions", 1]} with input as working(["execution"], inline({"actions": ["ecr:*", "logs:*"]}))
	count(threat.overprivileged_execution_role) == 1 with input as working(["execution"], inline({"not_actions": ["iam:*"]}))
	count(threat.overprivileged_execution_role) == 2 with input as working(["execution"], inline({"actions": ["ecr:*", "s3:*"], "not_actions": ["iam:*"]}))
	given.paths(threat.overprivileged_execution_role) == {["policies", 0]} with input as working(["execution"], [{"kind": "aws_managed", "name": "AmazonS3FullAccess", "statements": [{"effect": "allow", "actions": ["s3:*"]}]}])
}

test_overprivileged_execution_role_quiet if {
	needed := ["ecr:BatchGetImage", "logs:PutLogEvents", "logs:DescribeLogStreams", "ssm:GetParameters", "ssm:GetParameter*", "kms:Decrypt", "s3:GetObject", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]
	count(threat.overprivileged_execution_role) == 0 with input as working(["execution"], inline({"actions": needed}))
	count(threat.overprivileged_execution_role) == 0 with input as working(["execution"], inline({"actions": ["none:null"]}))
	count(threat.overprivileged_execution_role) == 0 with input as working(["execution"], [{"kind": "aws_managed", "name": "AmazonECSTaskExecutionRolePolicy", "statements": []}])
	count(threat.overprivileged_execution_role) == 0 with input as working(["task"], inline({"actions": ["s3:PutObject"]}))
}

all_secrets := {"grants": ["secretsmanager:getsecretvalue"], "everything": true, "restricted": false}

test_execution_role_reads_all_secrets if {
	count(threat.execution_role_reads_all_secrets) == 1 with input as working(["execution"], inline(all_secrets))
}

test_execution_role_reads_all_secrets_quiet if {
	count(threat.execution_role_reads_all_secrets) == 0 with input as working(["task"], inline(all_secrets))
	count(threat.execution_role_reads_all_secrets) == 0 with input as working(["execution"], inline(object.union(all_secrets, {"everything": false})))
}

pass_role(changes) := found if {
	found := working(["other"], inline(object.union({"grants": ["iam:passrole"], "everything": true, "restricted": false}, changes)))
}

test_unrestricted_pass_role if {
	count(threat.unrestricted_pass_role) == 1 with input as pass_role({})
}

test_unrestricted_pass_role_quiet if {
	count(threat.unrestricted_pass_role) == 0 with input as pass_role({"restricted": true})
	count(threat.unrestricted_pass_role) == 0 with input as pass_role({"everything": false})
}

trusting(principals, conditions) := found if {
	statement := {"effect": "allow", "principals": principals, "conditions": conditions}
	found := given.one("iam.role", {"trust_policy": {"statements": [statement]}})
}

ecs := {"type": "Service", "id": "ecs-tasks.amazonaws.com"}

test_mixed_service_trust if {
	given.paths(threat.mixed_service_trust) == {["trust_policy"]} with input as trusting([ecs, {"type": "Service", "id": "ec2.amazonaws.com"}], [])
	count(threat.mixed_service_trust) == 1 with input as trusting([ecs, {"type": "AWS", "id": "arn:aws:iam::123456789012:root"}], [])
}

test_mixed_service_trust_quiet if {
	count(threat.mixed_service_trust) == 0 with input as trusting([ecs], [])
	count(threat.mixed_service_trust) == 0 with input as trusting([ecs, {"type": "AWS", "id": "arn:aws:iam::123456789012:role/deployer"}], [])
	count(threat.mixed_service_trust) == 0 with input as trusting([{"type": "Service", "id": "ec2.amazonaws.com"}, {"type": "Service", "id": "lambda.amazonaws.com"}], [])
}

test_confused_deputy_trust if {
	given.paths(threat.confused_deputy_trust) == {["trust_policy", "statements", 0]} with input as trusting([ecs], [])
}

test_confused_deputy_trust_quiet if {
	count(threat.confused_deputy_trust) == 0 with input as trusting([ecs], [{"operator": "ArnLike", "key": "aws:sourcearn", "values": ["arn:aws:ecs:eu-west-1:123456789012:*"]}])
	count(threat.confused_deputy_trust) == 0 with input as trusting([{"type": "Service", "id": "lambda.amazonaws.com"}], [])
}
