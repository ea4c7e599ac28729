package stride.tampering.cloudwatch_log_tampering_test

import data.stride.given_test as given
import data.stride.tampering.cloudwatch_log_tampering as threat

test_log_group_not_encrypted if {
	given.paths(threat.log_group_not_encrypted) == {["kms_key_id"]} with input as given.one("logs.log_group", {"name": "/app"})
	count(threat.log_group_not_encrypted) == 1 with input as given.one("logs.log_group", {"kms_key_id": ""})
	count(threat.log_group_not_encrypted) == 0 with input as given.one("logs.log_group", {"kms_key_id": "${aws_kms_key.logs.arn}"})
}

driver(name, options) := found if {
	found := threat.plaintext_log_driver with input as given.container({"log_configuration": {"log_driver": name, "options": options}})
}

test_plaintext_log_driver if {
	given.paths(driver("splunk", {"splunk-url": "http://splunk.internal:8088"})) == {["containers", 0, "log_configuration", "options", "splunk-url"]}
	count(driver("splunk", {"splunk-url": "https://splunk.internal", "splunk-insecureskipverify": "true"})) == 1
	count(driver("syslog", {"syslog-address": "udp://10.0.0.1:514"})) == 1
	count(driver("syslog", {"syslog-address": "tcp://10.0.0.1:514"})) == 1
	count(driver("gelf", {"gelf-address": "udp://graylog.internal:12201"})) == 1
	count(driver("fluentd", {"fluentd-address": "fluentd.internal:24224"})) == 1
	count(driver("fluentd", {"fluentd-address": "tcp://fluentd.internal:24224"})) == 1
	count(driver("awsfirelens", {"Name": "http", "tls": "Off"})) == 1
	count(driver("awsfirelens", {"Name": "http", "tls": "on", "tls.verify": "off"})) == 1
}

test_plaintext_log_driver_quiet if {
	count(driver("splunk", {"splunk-url": "https://splunk.internal:8088", "splunk-insecureskipverify": "false"})) == 0
	count(driver("syslog", {"syslog-address": "unix:///dev/log"})) == 0
	count(driver("syslog", {"syslog-address": "tcp+tls://10.0.0.1:6514"})) == 0
	count(driver("syslog", {"syslog-address": "udp://127.0.0.1:514"})) == 0
	count(driver("gelf", {"gelf-address": "udp://localhost:12201"})) == 0
	count(driver("fluentd", {"fluentd-address": "tls://fluentd.internal:24224"})) == 0
	count(driver("fluentd", {"fluentd-address": "unix:///var/run/fluent.sock"})) == 0
	count(driver("fluentd", {"fluentd-address": "127.0.0.1:24224"})) == 0
	count(driver("fluentd", {})) == 0
	count(driver("awsfirelens", {"Name": "http", "tls": "on"})) == 0
	count(driver("awslogs", {"tls": "off"})) == 0
}

test_log_policy_open_to_world if {
	given.paths(threat.log_policy_open_to_world) == {["policy", "statements", 0, "principals"]} with input as given.one("logs.resource_policy", {"policy": {"statements": [{"effect": "allow", "principals": [{"type": "*", "id": "*"}]}]}})
	count(threat.log_policy_open_to_world) == 0 with input as given.one("logs.resource_policy", {"policy": {"statements": [{"effect": "allow", "principals": [{"type": "Service", "id": "es.amazonaws.com"}]}]}})
	count(threat.log_policy_open_to_world) == 0 with input as given.one("logs.resource_policy", {"policy": {"statements": [{"effect": "allow", "principals": [{"type": "*", "id": "*"}], "restricted": true}]}})
}

deleting(changes) := found if {
	found := object.union({"effect": "allow", "actions": ["logs:*"], "grants": ["logs:deleteloggroup"], "everything": true, "restricted": false}, changes)
}

role(kinds, statement) := found if {
	values := {"policies": [{"kind": "inline", "statements": [statement]}]}
	found := given.document([object.union(given.resource("role", "iam.role", values), {"derived": {"role_kinds": kinds}})])
}

test_task_can_delete_logs if {
	given.paths(threat.task_can_delete_logs) == {["policies", 0, "statements", 0, "actions", 0]} with input as role(["task"], deleting({"everything": false}))
	every action in ["logs:deletelogstream", "logs:putretentionpolicy", "logs:deleteretentionpolicy"] {
		count(threat.task_can_delete_logs) == 1 with input as role(["execution"], deleting({"grants": [action]}))
	}
	{finding.facts.severity | some finding in threat.task_can_delete_logs} == {"high"} with input as role(["task"], deleting({"grants": ["logs:deletelogstream", "logs:putretentionpolicy"]}))
	{finding.facts.severity | some finding in threat.task_can_delete_logs} == {"medium"} with input as role(["task"], deleting({"grants": ["logs:putretentionpolicy"]}))
}

test_task_can_delete_logs_quiet if {
	count(threat.task_can_delete_logs) == 0 with input as role(["other"], deleting({}))
	count(threat.task_can_delete_logs) == 0 with input as role(["ecs_unclassified"], deleting({}))
	count(threat.task_can_delete_logs) == 0 with input as role(["task"], deleting({"effect": "deny"}))
	count(threat.task_can_delete_logs) == 0 with input as role(["task"], deleting({"grants": ["s3:getobject"]}))
}

shared(kinds, statement) := found if {
	policy := object.union(given.resource("policy", "iam.policy", {"statements": [statement]}), {"derived": {"holders": ["role"]}})
	holder := object.union(given.resource("role", "iam.role", {}), {"derived": {"role_kinds": kinds}})
	found := given.document([policy, holder])
}

test_unrestricted_log_deletion if {
	given.paths(threat.unrestricted_log_deletion) == {["policies", 0, "statements", 0, "resources"]} with input as given.one("iam.user", {"policies": [{"kind": "inline", "statements": [deleting({})]}]})
	given.paths(threat.unrestricted_log_deletion) == {["statements", 0, "resources"]} with input as given.one("iam.policy", {"statements": [deleting({"grants": ["logs:putretentionpolicy"]})]})
	{finding.facts.related | some finding in threat.unrestricted_log_deletion} == {["role"]} with input as shared(["other"], deleting({}))
}

test_unrestricted_log_deletion_quiet if {
	count(threat.unrestricted_log_deletion) == 0 with input as role(["other"], deleting({}))
	count(threat.unrestricted_log_deletion) == 0 with input as given.one("iam.policy", {"statements": [deleting({"everything": false})]})
	count(threat.unrestricted_log_deletion) == 0 with input as given.one("iam.policy", {"statements": [deleting({"restricted": true})]})
	count(threat.unrestricted_log_deletion) == 0 with input as given.one("iam.policy", {"statements": [deleting({"grants": ["logs:deleteretentionpolicy"]})]})
	every kind in ["task", "execution", "ecs_unclassified"] {
		count(threat.unrestricted_log_deletion) == 0 with input as shared([kind], deleting({}))
	}
}
