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
