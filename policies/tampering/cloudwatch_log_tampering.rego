# METADATA
# title: Logs are modified or deleted in transit or at rest
# description: >-
#   Logs are the record of what happened. Whoever can read or change them on the way, write into somebody else's, or
#   delete them, hides what was done and learns what the program prints.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
#   description: Send Amazon ECS logs to CloudWatch
# - ref: https://attack.mitre.org/techniques/T1565/
#   description: "MITRE ATT&CK T1565: Data Manipulation"
# custom:
#   stride: tampering
#   threat: cloudwatch-log-tampering
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "VPC -> CloudWatch Logs (send logs)"
#   mitre: [T1565.002, T1070]
#   cwe: [CWE-117, CWE-319]
package stride.tampering.cloudwatch_log_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Log group without a key of its own
# description: >-
#   The logs are encrypted with a key that AWS owns, whose use nobody can restrict or audit. Whoever may read the log
#   group reads it, and no key policy stands in the way.
# custom:
#   severity: low
#   message: log group {resource} has no KMS key, so nobody can restrict or see who decrypts its logs
#   reads:
#     logs.log_group:
#       kms_key_id: null
#   remediation:
#     terraform: |
#       Encrypt with a key of your own:
#           kms_key_id = aws_kms_key.logs.arn
#     cloudformation: |
#       Encrypt with a key of your own:
#           KmsKeyId: !GetAtt LogsKey.Arn
#   peers: [CKV_AWS_158]
#   opt_in: true
#   mitre: [T1530]
#   cwe: [CWE-311]
log_group_not_encrypted contains finding if {
	some group in lib.log_groups
	lib.missing(group.values, ["kms_key_id"])
	finding := result.at(group, ["kms_key_id"])
}

# METADATA
# title: Logs leave the task in the clear
# description: >-
#   The log driver sends its records without TLS, or without checking whom it talks to. Whoever sits on the way reads,
#   drops and changes them, and forges records of their own.
# custom:
#   severity: medium
#   message: container {container} sends its logs without TLS or without checking the receiver, so whoever sits on the way reads and changes them
#   reads:
#     ecs.task_definition:
#       "containers[].log_configuration.log_driver": fluentd
#       'containers[].log_configuration.options["splunk-url"]': http://203.0.113.40:8088
#       'containers[].log_configuration.options["splunk-insecureskipverify"]': "true"
#       'containers[].log_configuration.options["syslog-address"]': udp://203.0.113.40:514
#       'containers[].log_configuration.options["gelf-address"]': udp://203.0.113.40:12201
#       'containers[].log_configuration.options["fluentd-address"]': "203.0.113.40:24224"
#       'containers[].log_configuration.options["tls"]': "off"
#       'containers[].log_configuration.options["tls.verify"]': "off"
#   remediation:
#     terraform: |
#       Send the logs over TLS and check the receiver:
#           logConfiguration = {
#             logDriver = "syslog"
#             options   = { syslog-address = "tcp+tls://logs.internal:6514" }
#           }
#     cloudformation: |
#       Send the logs over TLS and check the receiver:
#           LogConfiguration:
#             LogDriver: syslog
#             Options: {syslog-address: "tcp+tls://logs.internal:6514"}
#     task_definition: |
#       Send the logs over TLS and check the receiver:
#           "logConfiguration": {"logDriver": "syslog", "options": {"syslog-address": "tcp+tls://logs.internal:6514"}}
#   peers: []
#   mitre: [T1040, T1565.002]
#   cwe: [CWE-319, CWE-295]
plaintext_log_driver contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	driver := container.log_configuration.log_driver
	some key, value in container.log_configuration.options
	in_the_clear(driver, lower(key), lower(trim_space(value)))
	finding := result.at(task, ["containers", i, "log_configuration", "options", key])
}

in_the_clear("splunk", "splunk-url", value) if startswith(value, "http://")

in_the_clear("splunk", "splunk-insecureskipverify", value) if value in {"true", "1", "yes", "on"}

in_the_clear("syslog", "syslog-address", value) if {
	regex.match(`^(udp|tcp)://`, value)
	not lib.loopback(lib.url_host(value))
}

in_the_clear("gelf", "gelf-address", value) if {
	value != ""
	not lib.loopback(lib.url_host(value))
}

in_the_clear("fluentd", "fluentd-address", value) if {
	value != ""
	not regex.match(`^(tls|unix)://`, value)
	not lib.loopback(lib.url_host(value))
}

in_the_clear("awsfirelens", key, value) if {
	key in {"tls", "tls.verify"}
	value in {"off", "false", "no", "0"}
}

# METADATA
# title: Log resource policy open to everybody
# description: >-
#   The policy lets every principal act on the log groups. Anybody writes records into them, so a false trail drowns the
#   true one.
# custom:
#   severity: high
#   message: log resource policy {resource} allows everybody, so anybody can write records that look like yours
#   reads:
#     logs.resource_policy:
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   remediation:
#     terraform: |
#       Name the service that writes, and the resource it writes for:
#           principals {
#             type        = "Service"
#             identifiers = ["delivery.logs.amazonaws.com"]
#           }
#     cloudformation: |
#       Name the service that writes, and the resource it writes for:
#           "Principal": {"Service": "delivery.logs.amazonaws.com"}
#   peers: []
#   mitre: [T1565.001]
#   cwe: [CWE-284]
log_policy_open_to_world contains finding if {
	some policy in lib.of_type("logs.resource_policy")
	some i, statement in policy.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(policy, ["policy", "statements", i, "principals"])
}
