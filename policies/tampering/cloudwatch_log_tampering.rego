# METADATA
# title: Logs are modified or deleted in transit or at rest
# description: >-
#   Logs show what happened. An attacker can read or change them in transit, write into another program's logs, or
#   delete them. This hides the attack, and reveals what the program prints.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
#   description: Send Amazon ECS logs to CloudWatch
# - ref: https://attack.mitre.org/techniques/T1565/
#   description: "MITRE ATT&CK T1565: Data Manipulation"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "VPC -> CloudWatch Logs (send logs)"
#   targets: [flow.logs]
#   mitre: [T1565.002, T1070]
#   cwe: [CWE-117, CWE-319]
package stride.tampering.cloudwatch_log_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Log group without a customer managed KMS key
# description: >-
#   The logs are encrypted with a key that AWS owns, whose use you cannot restrict or audit. Permission to read the
#   log group is enough, because no key policy limits it.
# custom:
#   severity: low
#   message: log group {resource} has no customer managed KMS key, so you cannot restrict or audit who decrypts its logs
#   unless: log group {resource} has a customer managed KMS key
#   reads:
#     logs.log_group:
#       kms_key_id: null
#   basis: control
#   remediation:
#     fix: Encrypt with a customer managed KMS key
#     terraform: kms_key_id = aws_kms_key.logs.arn
#     cloudformation: 'KmsKeyId: !GetAtt LogsKey.Arn'
#     cases:
#       terraform-aws-modules/ecs//modules/cluster: &cluster
#         fix: Encrypt with a customer managed KMS key
#         terraform: cloudwatch_log_group_kms_key_id = aws_kms_key.logs.arn
#       terraform-aws-modules/ecs: *cluster
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
# title: Logs sent unencrypted
# description: >-
#   The log driver sends its records without TLS, or without verifying the receiver. Anyone on the network path can
#   read, drop, change and forge records.
# custom:
#   severity: medium
#   message: container {container} sends its logs without verified TLS, so anyone on the network path can read and change them
#   unless: container {container} sends its logs over verified TLS
#   subject: "ecs.task_definition:containers[].log_configuration"
#   reads:
#     ecs.task_definition:
#       "containers[].log_configuration.log_driver": "<worst>"
#       'containers[].log_configuration.options["splunk-url"]': http://203.0.113.40:8088
#       'containers[].log_configuration.options["splunk-insecureskipverify"]': "true"
#       'containers[].log_configuration.options["syslog-address"]': udp://203.0.113.40:514
#       'containers[].log_configuration.options["gelf-address"]': udp://203.0.113.40:12201
#       'containers[].log_configuration.options["fluentd-address"]': "203.0.113.40:24224"
#       'containers[].log_configuration.options["tls"]': "off"
#       'containers[].log_configuration.options["tls.verify"]': "off"
#   remediation:
#     fix: Send the logs over TLS, and verify the receiver
#     terraform: |
#       logConfiguration = {
#         logDriver = "syslog"
#         options   = { syslog-address = "tcp+tls://logs.internal:6514" }
#       }
#     cloudformation: |
#       LogConfiguration:
#         LogDriver: syslog
#         Options: {syslog-address: "tcp+tls://logs.internal:6514"}
#     task_definition: '"logConfiguration": {"logDriver": "syslog", "options": {"syslog-address": "tcp+tls://logs.internal:6514"}}'
#   mitre: [T1040, T1565.002]
#   cwe: [CWE-319, CWE-295]
plaintext_log_driver contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some driver in drivers(container.log_configuration.log_driver)
	some key, value in container.log_configuration.options
	in_the_clear(driver, lower(key), lower(trim_space(value)))
	finding := result.at(task, ["containers", i, "log_configuration", "options", key])
}

drivers(driver) := {driver} if driver != lib.worst

# A driver that may be any.
drivers(driver) := {"splunk", "syslog", "gelf", "fluentd", "awsfirelens"} if driver == lib.worst

in_the_clear("splunk", "splunk-url", value) if startswith(value, "http://")

in_the_clear("splunk", "splunk-insecureskipverify", value) if value in {"true", "1", "yes", "on"}

in_the_clear("syslog", "syslog-address", value) if {
	regex.match(`^(udp|tcp)://`, value)
	lib.known_host(lib.url_host(value))
	not lib.loopback(lib.url_host(value))
}

in_the_clear("gelf", "gelf-address", value) if {
	value != ""
	lib.known_host(lib.url_host(value))
	not lib.loopback(lib.url_host(value))
}

in_the_clear("fluentd", "fluentd-address", value) if {
	value != ""
	not regex.match(`^(tls|unix)://`, value)
	lib.known_host(lib.url_host(value))
	not lib.loopback(lib.url_host(value))
}

in_the_clear("awsfirelens", key, value) if {
	key in {"tls", "tls.verify"}
	value in {"off", "false", "no", "0"}
}

# METADATA
# title: Log resource policy open to anyone
# description: >-
#   The policy allows any principal to act on the log groups. Anyone can write records into them, so false records can
#   hide the true ones.
# custom:
#   severity: high
#   message: log resource policy {resource} allows every principal, so anyone can write records that look like yours
#   whether: log resource policy {resource} allows every principal
#   reads:
#     iam.resource_policy:
#       kind: logs.resource_policy
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#     logs.resource_policy:
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   subject: logs.resource_policy
#   remediation:
#     fix: Allow only the service that writes the logs
#     terraform: |
#       principals {
#         type        = "Service"
#         identifiers = ["delivery.logs.amazonaws.com"]
#       }
#     cloudformation: '"Principal": {"Service": "delivery.logs.amazonaws.com"}'
#   mitre: [T1565.001]
#   cwe: [CWE-284]
log_policy_open_to_world contains finding if {
	some policy in lib.of_type("logs.resource_policy")
	some i, statement in policy.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(policy, ["policy", "statements", i, "principals"])
}

log_policy_open_to_world contains finding if {
	some document in lib.documents_for("logs.resource_policy")
	some i, statement in document.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(document, ["policy", "statements", i, "principals"])
}

# METADATA
# title: Task can delete logs
# description: >-
#   The task can delete the logs of its own actions, or let them expire. An attacker who runs code in it can remove the
#   traces of the attack.
# custom:
#   severity: high
#   message: "{statement} lets a task delete logs or shorten their retention, so an attacker in it can erase the traces"
#   whether: "{resource} lets a task delete logs or shorten their retention"
#   reads:
#     iam.role:
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "logs:deleteloggroup"
#       "policies[].statements[].actions[]": "logs:deleteloggroup"
#       passed_to_tasks: true
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "logs:deleteloggroup"
#       "statements[].actions[]": "logs:deleteloggroup"
#   subject: task_role
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Allow only writing to the logs
#     terraform: |
#       statement {
#         actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
#         resources = ["${aws_cloudwatch_log_group.app.arn}:*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["logs:CreateLogStream", "logs:PutLogEvents"]
#         Resource: !GetAtt AppLogs.Arn
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1070, T1685.002]
#   cwe: [CWE-250, CWE-778]
task_can_delete_logs contains finding if {
	some role in lib.roles
	starts_or_serves_tasks(role)
	some item in lib.allowed_to(role)
	lib.grants_any(item.statement, {"logs:deleteloggroup", "logs:deletelogstream", "logs:putretentionpolicy", "logs:deleteretentionpolicy"})
	path := lib.action_path(item, {"logs:deleteloggroup", "logs:deletelogstream", "logs:putretentionpolicy", "logs:deleteretentionpolicy"})
	finding := result.facts(item.resource, path, {"related": item.related, "severity": harm_of(item)})
}

harm_of(item) := "high" if deletes(item)

# A shorter retention takes a day to work, and shows in the trail; AWS's policies for its agents have no more than that.
harm_of(item) := "medium" if {
	not deletes(item)
	not item.aws
}

harm_of(item) := "low" if {
	not deletes(item)
	item.aws
}

deletes(item) if lib.grants_any(item.statement, {"logs:deleteloggroup", "logs:deletelogstream"})

starts_or_serves_tasks(role) if lib.task_role(role)

starts_or_serves_tasks(role) if lib.execution_role(role)

# METADATA
# title: Permission to delete any log
# description: >-
#   The statement allows deleting any log group or stream, or shortening its retention. Anyone it applies to can erase
#   the traces of their own and other people's actions.
# custom:
#   severity: medium
#   message: "{statement} allows deleting or expiring any log, so anyone with this permission can erase the traces of what they did"
#   whether: "{resource} allows deleting or expiring any log"
#   reads:
#     iam.user: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "logs:deleteloggroup"
#       "policies[].statements[].actions[]": "logs:deleteloggroup"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "logs:deleteloggroup"
#       "statements[].actions[]": "logs:deleteloggroup"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#     iam.role:
#       passed_to_tasks: true
#       managed_policy_arns: []
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Set retention on the log group itself, and limit deletion to the log groups that need it
#     terraform: |
#       statement {
#         actions   = ["logs:DeleteLogStream"]
#         resources = ["arn:aws:logs:eu-west-1:123456789012:log-group:/sandbox/*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["logs:DeleteLogStream"]
#         Resource: arn:aws:logs:eu-west-1:123456789012:log-group:/sandbox/*
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1070, T1685.002]
#   cwe: [CWE-732, CWE-778]
unrestricted_log_deletion contains finding if {
	some item in lib.allowed
	item.resource.type in {"iam.user", "iam.group", "iam.policy"}
	not reaches_tasks(item)
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, {"logs:deleteloggroup", "logs:deletelogstream", "logs:putretentionpolicy"})
	finding := result.of_statement(item, lib.resource_path(item))
}

# One of the roles with the policy is for tasks.
reaches_tasks(item) if {
	some id in item.related
	some kind in input.resources[id].derived.role_kinds
	kind in {"task", "execution", "ecs_unclassified"}
}
