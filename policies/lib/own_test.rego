package stride.lib_own_test

import data.stride.given_test as given
import data.stride.lib

task := object.union(given.resource("task", "ecs.task_definition", {"tags": {"owner": "a"}, "containers": [{"image": {"registry": "GHCR.io"}}]}), {"refs": {"/task_role": [{"to": "role", "attribute": "arn"}]}})

statement(resources) := {"effect": "allow", "actions": ["s3:PutObject"], "resources": resources}

role(resources, refs) := object.union(
	given.resource("role", "iam.role", {"policies": [{"kind": "inline", "statements": [statement(resources)]}]}),
	{"refs": refs},
)

bucket := given.resource("bucket", "s3.bucket", {"name": "data"})

writes(resources, refs) if {
	held := role(resources, refs)
	one := bucket
	all := given.document([held, one])
	lib.writes(held, one) with input as all
}

test_tag if {
	lib.tag(task, "owner") == "a"
	lib.tag(task, "team") == null
}

test_registry if lib.registry(task.values.containers[0]) == "ghcr.io"

test_roles_of if {
	# A rule that stands on both sides of a `with` is bound before it.
	one := task
	all := given.document([one, role([], {})])
	found := lib.roles_of(one) with input as all
	[held.id | some held in found] == ["role"]
}

test_writes if {
	writes(["${bucket.arn}/*"], {"/policies/0/statements/0/resources/0": [{"to": "bucket", "attribute": "arn"}]})
	writes(["arn:aws:s3:::data/*"], {})
	writes(["arn:aws:s3:::data"], {})
	writes(["*"], {})
}

test_writes_another if {
	not writes(["arn:aws:s3:::data-other/*"], {})
	not writes(["arn:aws:s3:::other/*"], {})
}
