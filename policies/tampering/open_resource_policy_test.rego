package stride.tampering.open_resource_policy_test

import data.stride.given_test as given
import data.stride.tampering.open_resource_policy as threat

everybody := [{"type": "AWS", "id": "*"}]

open := {"effect": "allow", "principals": everybody, "actions": ["x:*"], "restricted": false}

quiet_statements := [
	object.union(open, {"restricted": true}),
	object.union(open, {"effect": "deny"}),
	object.union(open, {"principals": [{"type": "AWS", "id": "arn:aws:iam::123456789012:root"}]}),
	object.union(open, {"principals": [{"type": "Service", "id": "sns.amazonaws.com"}]}),
]

with_policy(type, statements) := given.one(type, {"policy": {"statements": statements}})

place := {["policy", "statements", 0, "principals"]}

test_public_queue_policy if {
	found := threat.public_queue_policy with input as with_policy("sqs.queue", [open])
	given.paths(found) == place
	count(threat.public_queue_policy) == 0 with input as with_policy("sqs.queue", quiet_statements)
	count(threat.public_queue_policy) == 0 with input as given.one("sqs.queue", {})
}

test_public_topic_policy if {
	found := threat.public_topic_policy with input as with_policy("sns.topic", [open])
	given.paths(found) == place
	count(threat.public_topic_policy) == 0 with input as with_policy("sns.topic", quiet_statements)
	count(threat.public_topic_policy) == 0 with input as given.one("sns.topic", {})
}

test_public_secret_policy if {
	found := threat.public_secret_policy with input as with_policy("secretsmanager.secret", [open])
	given.paths(found) == place
	count(threat.public_secret_policy) == 0 with input as with_policy("secretsmanager.secret", quiet_statements)
	blocked := given.one("secretsmanager.secret", {"policy": {"statements": [open]}, "block_public_policy": true})
	count(threat.public_secret_policy) == 0 with input as blocked
}

test_public_key_policy if {
	found := threat.public_key_policy with input as with_policy("kms.key", [open])
	given.paths(found) == place
	count(threat.public_key_policy) == 0 with input as with_policy("kms.key", quiet_statements)
	count(threat.public_key_policy) == 0 with input as given.one("kms.key", {})
}

root(extra) := object.union(object.union(open, {"actions": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]}), extra)

test_open_file_system_policy if {
	found := threat.open_file_system_policy with input as with_policy("efs.file_system", [root({})])
	given.paths(found) == place
	every actions in [["*"], ["elasticfilesystem:*"], ["elasticfilesystem:Client*"]] {
		count(threat.open_file_system_policy) == 1 with input as with_policy("efs.file_system", [root({"actions": actions})])
	}
}

test_open_file_system_policy_quiet if {
	every extra in [
		{"actions": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]},
		{"restricted": true},
		{"effect": "deny"},
		{"principals": [{"type": "AWS", "id": "arn:aws:iam::123456789012:role/app"}]},
	] {
		count(threat.open_file_system_policy) == 0 with input as with_policy("efs.file_system", [root(extra)])
	}
	count(threat.open_file_system_policy) == 0 with input as given.one("efs.file_system", {})
}
