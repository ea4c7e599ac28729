# METADATA
# title: Excessive logs exhaust ingestion quota or storage
# description: >-
#   Logs use storage, ingestion quota and program time. An attacker who can make a program log can exhaust them. Records
#   are then dropped, the disk fills up, or the program blocks while it writes its log.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
#   description: Send Amazon ECS logs to CloudWatch
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, end-user]
#   flow: "VPC -> CloudWatch Logs (send logs)"
#   targets: [flow.logs, element.log-group]
#   mitre: [T1499]
#   cwe: [CWE-770, CWE-779]
package stride.denial_of_service.log_flooding

import data.stride.lib
import data.stride.result

# METADATA
# title: Logs that never expire
# description: >-
#   Without a retention period, anyone who can make the program log can grow the log group without limit. Its records
#   never expire, and AWS bills their storage every month.
# custom:
#   severity: low
#   message: log group {resource} never expires its logs, so anyone who can trigger log messages can make it grow without limit
#   unless: log group {resource} ever expires its logs
#   reads:
#     logs.log_group:
#       retention_in_days: null
#       log_group_class: STANDARD
#     aws_cloudwatch_log_account_policy: &policy
#       policy_type: SUBSCRIPTION_FILTER_POLICY
#       policy_document: '{"RetentionInDays": "NEVER_EXPIRE"}'
#       selection_criteria: LogGroupNamePrefix IN ["/none"]
#     AWS::Logs::AccountPolicy: *policy
#   basis: control
#   remediation:
#     fix: Set a retention period
#     terraform: retention_in_days = 365
#     cloudformation: 'RetentionInDays: 365'
#   edit:
#     terraform: {retention_in_days: 365}
#     cloudformation: {RetentionInDays: 365}
#   peers: [CKV_AWS_66]
#   mitre: [T1499]
#   cwe: [CWE-770]
retention_unset contains finding if {
	some group in lib.log_groups
	lib.effective(group, ["retention_in_days"]) == 0
	not lib.effective(group, ["log_group_class"]) == "DELIVERY"
	not kept_by_account(group)
	finding := result.at(group, ["retention_in_days"])
}

# A policy of the account gives its groups a retention (CloudWatch Logs API, PutAccountPolicy).
kept_by_account(group) if {
	some type in ["aws_cloudwatch_log_account_policy", "AWS::Logs::AccountPolicy"]
	some policy in lib.of_type(type)
	policy.values.policy_type == "RETENTION_POLICY"
	not contains(upper(json.marshal(object.get(policy.values, "policy_document", ""))), "NEVER_EXPIRE")
	selects(policy, group)
}

selects(policy, _) if lib.missing(policy.values, ["selection_criteria"])

selects(policy, group) if {
	some quoted in regex.find_n(`"[^"]+"`, policy.values.selection_criteria, -1)
	startswith(group.values.name, trim(quoted, `"`))
}

# METADATA
# title: Log driver can block the program
# description: >-
#   In blocking mode the program stops when its log cannot be written. An attacker who floods or disrupts the log can
#   stop the program.
# custom:
#   severity: low
#   message: container {container} uses its log driver in blocking mode, so a flooded or unreachable log stops the program
#   whether: container {container} uses its log driver in blocking mode
#   subject: "ecs.task_definition:containers[].log_configuration"
#   reads:
#     ecs.task_definition:
#       'containers[].log_configuration.options["mode"]': blocking
#   remediation:
#     fix: In the log configuration, use non-blocking mode with a buffer
#     terraform: options = { mode = "non-blocking", max-buffer-size = "25m" }
#     cloudformation: 'Options: {mode: non-blocking, max-buffer-size: 25m}'
#     task_definition: '"options": {"mode": "non-blocking", "max-buffer-size": "25m"}'
#   opt_in: true
#   mitre: [T1499]
#   cwe: [CWE-400]
blocking_log_driver contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	is_object(container.log_configuration)
	lib.blocking(object.get(container.log_configuration, "options", {}))
	finding := result.at(task, ["containers", i, "log_configuration", "options", "mode"])
}

# METADATA
# title: Local log without a size limit
# description: >-
#   The log is a file on the host without a size limit. An attacker who can make the program log can fill the disk.
#   Every task on the host can then fail.
# custom:
#   severity: medium
#   message: container {container} writes a log file on the host without a size limit, so a flood of records can fill the host disk
#   unless: container {container} limits the size of the log file it writes on the host
#   reads:
#     ecs.task_definition:
#       "containers[].log_configuration.log_driver": json-file
#       'containers[].log_configuration.options["max-size"]': null
#   subject: none
#   remediation:
#     fix: In the log configuration, limit the size of the log file, and rotate it
#     terraform: options = { max-size = "10m", max-file = "3" }
#     cloudformation: 'Options: {max-size: 10m, max-file: "3"}'
#     task_definition: '"options": {"max-size": "10m", "max-file": "3"}'
#   mitre: [T1499]
#   cwe: [CWE-770]
unrotated_local_log contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	container.log_configuration.log_driver == "json-file"
	lib.missing(container.log_configuration, ["options", "max-size"])
	finding := result.at(task, ["containers", i, "log_configuration", "options", "max-size"])
}

# METADATA
# title: Debug logging enabled
# description: >-
#   At debug level the program logs far more than it does at info level. A flood of requests then causes a larger flood
#   of logs. Debug records can also contain data that was never meant to be stored.
# custom:
#   severity: low
#   message: environment variable {name} of container {container} enables debug logging, so every request writes many log records
#   whether: environment variable {name} of container {container} enables debug logging
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": LOG_LEVEL
#       "containers[].environment[].value": "<worst>"
#   subject: none
#   remediation:
#     fix: In the container definition, set the log level to info
#     terraform: environment = [{ name = "LOG_LEVEL", value = "info" }]
#     cloudformation: 'Environment: [{Name: LOG_LEVEL, Value: info}]'
#     task_definition: '"environment": [{"name": "LOG_LEVEL", "value": "info"}]'
#   mitre: [T1499]
#   cwe: [CWE-779, CWE-532]
debug_log_level contains finding if {
	names := level_names
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	entry.name in names
	talkative(upper(entry.name), lower(trim_space(entry.value)))
	finding := result.at(task, ["containers", i, "environment", j, "value"])
}

# The names of environment variables in the unit that set what is logged.
level_names contains name if {
	some name in lib.environment_names
	sets_level(upper(name))
}

sets_level(name) if name in {"LOG_LEVEL", "LOGLEVEL", "RUST_LOG", "DEBUG"}

sets_level(name) if endswith(name, "_LOG_LEVEL")

sets_level(name) if endswith(name, "LOGGING_LEVEL")

talkative(name, value) if {
	not name in {"RUST_LOG", "DEBUG"}
	value in {"debug", "trace", lib.worst}
}

# Rust's filter names levels by module: info,app::db=debug.
talkative("RUST_LOG", value) if value == lib.worst

talkative("RUST_LOG", value) if regex.match(`(^|[,=])(debug|trace)($|,)`, value)

talkative("DEBUG", value) if value in {"1", "true", "*", lib.worst}
