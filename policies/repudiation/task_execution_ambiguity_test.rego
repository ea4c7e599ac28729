package stride.repudiation.task_execution_ambiguity_test

import data.stride.given_test as given
import data.stride.repudiation.task_execution_ambiguity as threat

test_missing_log_configuration if {
	given.paths(threat.missing_log_configuration) == {["containers", 0, "log_configuration"]} with input as given.container({})
}

test_missing_log_configuration_says_what_becomes_of_the_output if {
	[finding.facts.severity | some finding in threat.missing_log_configuration] == ["medium"] with input as given.image({"path": "acme/app"})
	[finding.facts.severity | some finding in threat.missing_log_configuration] == ["low"] with input as given.image({"registry": "public.ecr.aws", "path": "datadog/agent"})
	[finding.facts.fate | some finding in threat.missing_log_configuration] == ["its output is not stored and cannot be read later"] with input as given.container({})
	[finding.facts.fate | some finding in threat.missing_log_configuration] == ["its output stays on the instance and is lost with it"] with input as given.document([given.ec2_task({"containers": [{"name": "web"}]})])
}

test_missing_log_configuration_quiet if {
	count(threat.missing_log_configuration) == 0 with input as given.container({"log_configuration": {"log_driver": "awslogs"}})
	count(threat.missing_log_configuration) == 0 with input as given.container({"log_configuration": {}})
}

prefix(values) := found if {
	found := threat.missing_log_stream_prefix with input as given.document([given.ec2_task({"containers": [{"name": "web", "log_configuration": values}]})])
}

test_missing_log_stream_prefix if {
	given.paths(prefix({"log_driver": "awslogs", "options": {"awslogs-group": "/app"}})) == {["containers", 0, "log_configuration", "options", "awslogs-stream-prefix"]}
	count(prefix({"log_driver": "awslogs"})) == 1
}

test_missing_log_stream_prefix_quiet if {
	count(prefix({"log_driver": "awslogs", "options": {"awslogs-stream-prefix": "web"}})) == 0
	count(prefix({"log_driver": "fluentd", "options": {}})) == 0
	count(threat.missing_log_stream_prefix) == 0 with input as given.container({"log_configuration": {"log_driver": "awslogs", "options": {}}})
}

cluster(values) := found if {
	found := given.resource("main", "ecs.cluster", values)
}

exec(configuration) := found if {
	found := cluster({"configuration": {"execute_command_configuration": configuration}})
}

service := object.union(given.resource("service", "ecs.service", {"enable_execute_command": true, "cluster": "${main}"}), {"refs": {"/cluster": [{"to": "main", "attribute": "id"}]}})

test_unaudited_execute_command if {
	given.paths(threat.unaudited_execute_command) == {["configuration", "execute_command_configuration", "logging"]} with input as given.document([exec({"logging": "NONE"})])
	[finding.facts.related | some finding in threat.unaudited_execute_command] == [["service"]] with input as given.document([exec({"logging": "none"}), service])
}

test_unaudited_execute_command_quiet if {
	count(threat.unaudited_execute_command) == 0 with input as given.document([exec({"logging": "DEFAULT"}), service])
	count(threat.unaudited_execute_command) == 0 with input as given.document([cluster({}), service])
	count(threat.unaudited_execute_command) == 0 with input as given.document([service])
}

test_unencrypted_execute_command_log if {
	at := ["configuration", "execute_command_configuration"]
	given.paths(threat.unencrypted_execute_command_log) == {array.concat(at, ["kms_key_id"])} with input as given.document([exec({"logging": "DEFAULT"})])
	given.paths(threat.unencrypted_execute_command_log) == {array.concat(at, ["log_configuration", "cloud_watch_encryption_enabled"])} with input as given.document([exec({"logging": "OVERRIDE", "kms_key_id": "key", "log_configuration": {"cloud_watch_log_group_name": "/exec"}})])
	given.paths(threat.unencrypted_execute_command_log) == {array.concat(at, ["log_configuration", "s3_encryption_enabled"])} with input as given.document([exec({"logging": "OVERRIDE", "kms_key_id": "key", "log_configuration": {"s3_bucket_name": "exec", "s3_encryption_enabled": false}})])
}

test_unencrypted_execute_command_log_quiet if {
	count(threat.unencrypted_execute_command_log) == 0 with input as given.document([cluster({})])
	count(threat.unencrypted_execute_command_log) == 0 with input as given.document([exec({"logging": "NONE"})])
	count(threat.unencrypted_execute_command_log) == 0 with input as given.document([exec({"kms_key_id": "key", "log_configuration": {"cloud_watch_log_group_name": "/exec", "cloud_watch_encryption_enabled": true}})])
}

definition(id, family, role) := found if {
	found := given.resource(id, "ecs.task_definition", {"family": family, "task_role": role})
}

arn := "arn:aws:iam::123456789012:role/shared"

test_shared_task_role if {
	{finding.resource | some finding in threat.shared_task_role} == {"a"} with input as given.document([definition("a", "web", arn), definition("b", "worker", "shared"), definition("c", "cron", "own")])
	a := object.union(definition("a", "web", "${role.arn}"), {"refs": {"/task_role": [{"to": "role", "attribute": "arn"}]}})
	b := object.union(definition("b", "worker", "${role.arn}"), {"refs": {"/task_role": [{"to": "role", "attribute": "arn"}]}})
	threat.shared_task_role == {{"resource": "role", "path": [], "facts": {"who": "role `role`", "count": 2, "related": ["a", "b"]}}} with input as given.document([a, b, given.resource("role", "iam.role", {})])
}

test_shared_task_role_quiet if {
	count(threat.shared_task_role) == 0 with input as given.document([definition("a", "web", arn), definition("b", "web", arn)])
	count(threat.shared_task_role) == 0 with input as given.document([definition("a", "web", "one"), definition("b", "worker", "other")])
	count(threat.shared_task_role) == 0 with input as given.document([given.resource("a", "ecs.task_definition", {"family": "web"}), given.resource("b", "ecs.task_definition", {"family": "worker"})])
}

insights(value) := found if {
	found := given.resource("setting", "aws_ecs_account_setting_default", {"name": "containerInsights", "value": value})
}

test_container_insights_disabled if {
	given.paths(threat.container_insights_disabled) == {["settings", "container_insights"]} with input as given.document([cluster({})])
	count(threat.container_insights_disabled) == 1 with input as given.document([cluster({"settings": {"container_insights": "disabled"}}), insights("enabled")])
	count(threat.container_insights_disabled) == 1 with input as given.document([cluster({}), insights("disabled")])
}

test_container_insights_disabled_quiet if {
	every value in ["enabled", "enhanced"] {
		count(threat.container_insights_disabled) == 0 with input as given.document([cluster({"settings": {"container_insights": value}})])
		count(threat.container_insights_disabled) == 0 with input as given.document([cluster({}), insights(value)])
	}
}

test_tags_not_propagated if {
	given.paths(threat.tags_not_propagated) == {["propagate_tags"]} with input as given.one("ecs.service", {})
	count(threat.tags_not_propagated) == 1 with input as given.one("ecs.service", {"propagate_tags": "NONE"})
	count(threat.tags_not_propagated) == 0 with input as given.one("ecs.service", {"propagate_tags": "TASK_DEFINITION"})
}
