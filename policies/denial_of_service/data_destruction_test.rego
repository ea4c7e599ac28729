package stride.denial_of_service.data_destruction_test

import data.stride.denial_of_service.data_destruction as threat
import data.stride.given_test as given

# A document with a role that has this statement, a bucket and a table; resource `i` of the statement refers to `edges[i]`.
with_statement(kinds, statement, edges, bucket) := document if {
	role := given.resource("role", "iam.role", {"policies": [{"kind": "inline", "statements": [statement]}]})
	facts := {"derived": {"role_kinds": kinds}, "refs": {pointer: [{"to": to, "attribute": "arn"}] |
		some i, to in edges
		pointer := concat("", ["/policies/0/statements/0/resources/", format_int(i, 10)])
	}}
	document := given.document([
		object.union(role, facts),
		given.resource("bucket", "s3.bucket", bucket),
		given.resource("table", "dynamodb.table", {}),
	])
}

of_task(statement, edges) := with_statement(["task"], statement, edges, {"versioning": {"status": "Enabled"}})

allow(actions, extra) := object.union({"effect": "allow", "actions": actions, "grants": actions, "everything": false, "restricted": false}, extra)

action(k) := {["policies", 0, "statements", 0, "actions", k]}

test_task_can_delete_stores if {
	found := threat.task_can_delete_stores with input as of_task(allow(["sqs:sendmessage", "sqs:deletequeue"], {"everything": true}), [])
	given.paths(found) == action(1)
	some finding in found
	finding.facts.actions == "sqs:DeleteQueue"
	finding.facts.case == "sqs"
	every statement in [
		allow(["s3:deletebucket"], {"resources": ["${bucket.arn}"]}),
		allow(["s3:deletebucket"], {"resources": ["arn:aws:s3:::assets"]}),
		allow(["s3:deletebucket"], {"resources": ["${bucket.arn}*"]}),
	] {
		count(threat.task_can_delete_stores) == 1 with input as of_task(statement, ["bucket"])
	}
	count(threat.task_can_delete_stores) == 1 with input as of_task(allow(["dynamodb:deletetable"], {"resources": ["${table.arn}"]}), ["table"])
}

test_task_can_delete_stores_quiet if {
	every statement in [
		# Objects, and a store of another kind.
		allow(["s3:deletebucket"], {"resources": ["${bucket.arn}/*"]}),
		allow(["s3:deletebucket"], {"resources": ["arn:aws:s3:::assets/*"]}),
		allow(["sqs:deletequeue"], {"resources": ["${bucket.arn}"]}),
		allow(["s3:getobject"], {"resources": ["${bucket.arn}"], "everything": true}),
		allow(["s3:deletebucket"], {"resources": ["${bucket.arn}"], "restricted": true}),
		object.union(allow(["s3:deletebucket"], {"resources": ["${bucket.arn}"]}), {"effect": "deny"}),
	] {
		count(threat.task_can_delete_stores) == 0 with input as of_task(statement, ["bucket"])
	}
	index := allow(["dynamodb:deletetable"], {"resources": ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*"]})
	count(threat.task_can_delete_stores) == 0 with input as of_task(index, ["table"])
	elsewhere := allow(["s3:deletebucket"], {"resources": ["arn:aws:s3:::others"]})
	count(threat.task_can_delete_stores) == 0 with input as of_task(elsewhere, [])
	every kinds in [["execution"], ["other"], ["ecs_unclassified"]] {
		count(threat.task_can_delete_stores) == 0 with input as with_statement(kinds, allow(["s3:deletebucket"], {"everything": true}), [], {})
	}
}

test_task_can_delete_backups if {
	found := threat.task_can_delete_backups with input as of_task(allow(["backup:deleterecoverypoint"], {"everything": true}), [])
	given.paths(found) == action(0)
	every statement in [
		allow(["s3:deleteobjectversion"], {"resources": ["${bucket.arn}/*"]}),
		allow(["s3:deleteobjectversion"], {"resources": ["arn:aws:s3:::assets/*"]}),
		allow(["s3:putlifecycleconfiguration", "s3:putbucketversioning"], {"resources": ["${bucket.arn}"]}),
	] {
		count(threat.task_can_delete_backups) == 1 with input as of_task(statement, ["bucket"])
	}
	backups := allow(["dynamodb:deletebackup"], {"resources": ["${table.arn}/backup/*"]})
	count(threat.task_can_delete_backups) == 1 with input as of_task(backups, ["table"])
}

test_task_can_delete_backups_quiet if {
	every statement in [
		allow(["s3:deleteobjectversion"], {"resources": ["${bucket.arn}"]}),
		allow(["s3:putbucketversioning"], {"resources": ["${bucket.arn}/*"]}),
		allow(["rds:deletedbsnapshot"], {"resources": ["${bucket.arn}"]}),
		allow(["s3:deleteobjectversion"], {"resources": ["${bucket.arn}/*"], "restricted": true}),
	] {
		count(threat.task_can_delete_backups) == 0 with input as of_task(statement, ["bucket"])
	}
	versions := allow(["s3:deleteobjectversion"], {"resources": ["${bucket.arn}/*"]})
	count(threat.task_can_delete_backups) == 0 with input as with_statement(["task"], versions, ["bucket"], {})
	table := allow(["dynamodb:deletebackup"], {"resources": ["${table.arn}"]})
	count(threat.task_can_delete_backups) == 0 with input as of_task(table, ["table"])
}

test_table_not_recoverable if {
	every values in [{}, {"hash_key": "id"}, {"point_in_time_recovery": {"enabled": false}, "deletion_protection_enabled": false}] {
		found := threat.table_not_recoverable with input as given.one("dynamodb.table", values)
		given.paths(found) == {["point_in_time_recovery", "enabled"]}
	}
	every values in [{"point_in_time_recovery": {"enabled": true}}, {"deletion_protection_enabled": true}, {"hash_key": "LockID"}] {
		count(threat.table_not_recoverable) == 0 with input as given.one("dynamodb.table", values)
	}
}

test_file_system_not_backed_up if {
	every values in [{}, {"backup_policy": {"status": "DISABLED"}}, {"backup_policy": {"status": "DISABLED"}, "availability_zone_name": "eu-west-1a"}] {
		found := threat.file_system_not_backed_up with input as given.one("efs.file_system", values)
		given.paths(found) == {["backup_policy", "status"]}
	}
	every values in [{"backup_policy": {"status": "ENABLED"}}, {"availability_zone_name": "eu-west-1a"}] {
		count(threat.file_system_not_backed_up) == 0 with input as given.one("efs.file_system", values)
	}
	count(threat.file_system_not_backed_up) == 0 with input as given.in_library(given.one("efs.file_system", {}))
}

test_file_system_of_a_selection if {
	system := given.resource("files", "efs.file_system", {"tags": {"backup": "daily"}})
	every values in [
		{"resources": ["*"]},
		{"resources": ["arn:aws:elasticfilesystem:*:*:file-system/*"]},
		{"tags": [{"key": "backup", "value": "daily"}]},
	] {
		count(threat.file_system_not_backed_up) == 0 with input as given.document([system, given.resource("selection", "backup.selection", values)])
	}
	named := object.union(
		given.resource("selection", "backup.selection", {"resources": ["${files.arn}"]}),
		{"refs": {"/resources/0": [{"to": "files", "attribute": "arn"}]}},
	)
	count(threat.file_system_not_backed_up) == 0 with input as given.document([system, named])
	every values in [{"resources": ["arn:aws:dynamodb:*:*:table/*"]}, {"tags": [{"key": "backup", "value": "never"}]}] {
		count(threat.file_system_not_backed_up) == 1 with input as given.document([system, given.resource("selection", "backup.selection", values)])
	}
}

test_load_balancer_deletable if {
	every values in [{}, {"load_balancer_type": "network", "attributes": {"deletion_protection.enabled": "false"}}] {
		found := threat.load_balancer_deletable with input as given.one("elb.load_balancer", values)
		given.paths(found) == {["attributes", "deletion_protection.enabled"]}
	}
	every values in [{"load_balancer_type": "classic"}, {"attributes": {"deletion_protection.enabled": "true"}}] {
		count(threat.load_balancer_deletable) == 0 with input as given.one("elb.load_balancer", values)
	}
}
