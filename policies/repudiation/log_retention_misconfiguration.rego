# METADATA
# title: Short retention or mutable logs erase the evidence
# description: >-
#   An action can be proven only as long as its log exists. Logs that expire early, log groups deleted with their stack,
#   and log drivers that drop records destroy evidence. That happens by accident, or because an attacker waits for it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
#   description: Send Amazon ECS logs to CloudWatch
# custom:
#   origin: ecs-model
#   actors: [privileged-attacker]
#   flow: "CloudWatch Logs"
#   targets: [element.log-group, element.log-bucket]
#   mitre: [T1070]
#   cwe: [CWE-778]
package stride.repudiation.log_retention_misconfiguration

import data.stride.lib
import data.stride.result

# METADATA
# title: Log retention too short
# description: >-
#   An intrusion is often found months later. By then the logs that show what was done, by whom and in which task are
#   gone.
# custom:
#   severity: low
#   message: log group {resource} deletes its logs after {fact.days} (minimum {fact.least}), so the traces of an intrusion may be gone before it is found
#   unless: log group {resource} keeps its logs long enough
#   reads:
#     logs.log_group:
#       retention_in_days: 7
#       log_group_class: STANDARD
#   basis: control
#   remediation:
#     fix: Keep the logs for as long as an investigation may need them (or lower min_log_retention_days under [settings] in stridelint.toml)
#     terraform: retention_in_days = 365
#     cloudformation: 'RetentionInDays: 365'
#   edit:
#     unsafe: true
#     terraform: {retention_in_days: 365}
#     cloudformation: {RetentionInDays: 365}
#   peers: [CKV_AWS_338, CloudWatch.16]
#   mitre: [T1070]
#   cwe: [CWE-779]
#   security_hub: [CloudWatch.16]
retention_too_short contains finding if {
	some group in lib.log_groups
	days := group.values.retention_in_days
	days > 0
	days < input.settings.min_log_retention_days
	not lib.effective(group, ["log_group_class"]) == "DELIVERY"
	not left_to_callers(group, days)
	finding := result.facts(group, ["retention_in_days"], object.union(severity_of(days), {"days": in_words(days), "least": input.settings.min_log_retention_days}))
}

# A default of a month or more is a deliberate suggestion: a caller who needs longer sets it.
left_to_callers(group, days) if {
	days >= 30
	lib.marked(group, ["retention_in_days"], "default")
}

# What is kept for three months answers most questions; what is kept for days answers none.
severity_of(days) := {"severity": "info"} if days >= 90

severity_of(days) := {} if days < 90

in_words(1) := "1 day"

in_words(days) := concat(" ", [format_int(days, 10), "days"]) if days != 1

# METADATA
# title: Log group deleted with its stack
# description: >-
#   Anyone who can change or destroy the stack can delete the log group and its logs in one step, as part of a
#   deployment.
# custom:
#   severity: low
#   message: log group {resource} has no deletion protection, so one deployment can delete it and its logs
#   unless: log group {resource} has deletion protection
#   reads:
#     logs.log_group:
#       deletion_protection_enabled: false
#       skip_destroy: false
#       lifecycle.prevent_destroy: false
#       lifecycle.deletion_policy: Delete
#   remediation:
#     fix: Enable deletion protection
#     terraform: deletion_protection_enabled = true
#     cloudformation: 'DeletionProtectionEnabled: true'
#     cases:
#       terraform-aws-modules/ecs//modules/service:
#         fix: Give the container a custom log group (the module has no argument for deletion protection)
#         terraform: create_cloudwatch_log_group = false
#       terraform-aws-modules/ecs//modules/container-definition:
#         fix: Give the container a custom log group (the module has no argument for deletion protection)
#         terraform: create_cloudwatch_log_group = false
#       terraform-aws-modules/ecs//modules/cluster: &cluster
#         fix: Name a custom log group in `configuration`, because the module has no argument for it
#         terraform: create_cloudwatch_log_group = false
#       terraform-aws-modules/ecs: *cluster
#       cloudposse/ecs-web-app:
#         fix: Use a custom log group, named in `container_definition` (the module has no argument for deletion protection)
#         terraform: cloudwatch_log_group_enabled = false
#   edit:
#     terraform: {deletion_protection_enabled: true}
#     cloudformation: {DeletionProtectionEnabled: true}
#   opt_in: true
#   mitre: [T1070, T1485]
#   cwe: [CWE-693]
log_group_deletable contains finding if {
	some group in lib.log_groups
	not group.values.deletion_protection_enabled == true
	not kept(group)
	finding := result.at(group, ["deletion_protection_enabled"])
}

kept(group) if group.values.skip_destroy == true

kept(group) if group.lifecycle.prevent_destroy == true

kept(group) if group.lifecycle.deletion_policy in {"Retain", "RetainExceptOnCreate"}

# METADATA
# title: Log bucket without versioning or object lock
# description: >-
#   The bucket stores logs of API calls, requests, traffic or ECS Exec sessions. Anyone who can write there can
#   overwrite or delete them, and no earlier version remains.
# custom:
#   severity: medium
#   message: bucket {resource} receives logs and has neither versioning nor object lock, so anyone who can write there can erase them
#   unless: log bucket {resource} has versioning or object lock
#   reads:
#     s3.bucket:
#       versioning.status: Disabled
#       object_lock_enabled: false
#     cloudtrail.trail:
#       enable_logging: true
#       s3_bucket_name: elsewhere
#     elb.load_balancer:
#       access_logs.enabled: true
#       access_logs.bucket: elsewhere
#     ec2.flow_log:
#       log_destination: elsewhere
#     ecs.cluster:
#       configuration.execute_command_configuration.log_configuration.s3_bucket_name: elsewhere
#   basis: control
#   remediation:
#     fix: Enable versioning (object lock in compliance mode also protects the logs from administrators)
#     terraform: |
#       resource "aws_s3_bucket_versioning" "logs" {
#         bucket = aws_s3_bucket.logs.id
#         versioning_configuration {
#           status = "Enabled"
#         }
#       }
#     cloudformation: |
#       VersioningConfiguration:
#         Status: Enabled
#   mitre: [T1070, T1485]
#   cwe: [CWE-693]
mutable_log_bucket contains finding if {
	some bucket in lib.of_type("s3.bucket")
	keeps_evidence(bucket)
	lib.unversioned(bucket)
	finding := result.at(bucket, ["versioning", "status"])
}

# Trails, load balancers, flow logs and clusters deliver evidence; another bucket delivers its own access log, which this check
# leaves to the bucket's versions.
keeps_evidence(bucket) if {
	some id in bucket.derived.receives_logs
	input.resources[id].type in {"cloudtrail.trail", "elb.load_balancer", "ec2.flow_log", "ecs.cluster"}
}

# METADATA
# title: Log group created by the log driver
# description: >-
#   The log driver creates the log group. Such a group never expires its logs, and has no KMS key and no deletion
#   protection. How long the logs are kept and who can read them was never decided.
# custom:
#   severity: low
#   message: container {container} lets its log driver create the log group, so its retention and KMS key are not defined in the code
#   whether: container {container} lets its log driver create the log group
#   reads:
#     ecs.task_definition:
#       'containers[].log_configuration.options["awslogs-create-group"]': "true"
#       'containers[].log_configuration.options["awslogs-group"]': /elsewhere
#     logs.log_group:
#       name: /app
#   subject: none
#   remediation:
#     fix: Declare the log group with a retention period and a KMS key
#     terraform: options = { awslogs-group = aws_cloudwatch_log_group.app.name, awslogs-region = var.region, awslogs-stream-prefix = "app" }
#     cloudformation: 'Options: {awslogs-group: !Ref LogGroup, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: app}'
#     task_definition: '"options": {"awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"}'
#   mitre: [T1685.002]
#   cwe: [CWE-778]
log_group_auto_created contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lower(container.log_configuration.options["awslogs-create-group"]) == "true"
	not declared(task, i, object.get(container.log_configuration.options, "awslogs-group", ""))
	finding := result.at(task, ["containers", i, "log_configuration", "options", "awslogs-create-group"])
}

# The unit declares the group, and with it how long it keeps what it is sent.
declared(task, i, _) if {
	some target in lib.targets(task, ["containers", i, "log_configuration", "options", "awslogs-group"])
	target.type == "logs.log_group"
}

declared(_, _, name) if {
	some group in lib.log_groups
	group.values.name == name
}

# METADATA
# title: Log buffer too small
# description: >-
#   A non-blocking log driver drops records once its buffer is full. With a small buffer, an attacker who can make the
#   program log heavily can push the traces of an attack out of the log.
# custom:
#   severity: low
#   message: container {container} drops log records once its buffer of {value} is full, so an attacker can keep traces out of the log
#   unless: container {container} has a log buffer that is large enough
#   reads:
#     ecs.task_definition:
#       'containers[].log_configuration.options["max-buffer-size"]': 64k
#       'containers[].log_configuration.options["mode"]': non-blocking
#     aws_ecs_account_setting_default:
#       value: non-blocking
#   quiet:
#     ecs.task_definition:
#       'containers[].log_configuration.options["mode"]': blocking
#     aws_ecs_account_setting_default:
#       value: blocking
#   subject: none
#   remediation:
#     fix: Set a buffer that can hold a burst of records (or lower min_log_buffer under [settings] in stridelint.toml)
#     terraform: options = { mode = "non-blocking", max-buffer-size = "25m" }
#     cloudformation: 'Options: {mode: non-blocking, max-buffer-size: 25m}'
#     task_definition: '"options": {"mode": "non-blocking", "max-buffer-size": "25m"}'
#   opt_in: true
#   mitre: [T1685.002]
#   cwe: [CWE-778]
lossy_log_delivery contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	options := container.log_configuration.options
	lib.bytes(options["max-buffer-size"]) < lib.bytes(input.settings.min_log_buffer)
	not lib.blocking(options)
	finding := result.at(task, ["containers", i, "log_configuration", "options", "max-buffer-size"])
}
