# METADATA
# title: A compromised task deletes the data it uses
# description: >-
#   A program that stores data seldom has to delete the store itself. An attacker in a task whose role can delete
#   buckets, databases, keys or backups can destroy the data of all users, and extort money for what is left.
# related_resources:
# - ref: https://attack.mitre.org/techniques/T1485/
#   description: "MITRE ATT&CK T1485: Data Destruction"
# - ref: https://attack.mitre.org/techniques/T1490/
#   description: "MITRE ATT&CK T1490: Inhibit System Recovery"
# custom:
#   origin: extension
#   actors: [internal-attacker]
#   flow: "tasks -> S3, RDS, DynamoDB, EFS"
#   targets: ["flow.data@task-role", element.store]
#   mitre: [T1485, T1490]
#   cwe: [CWE-250, CWE-732]
package stride.denial_of_service.data_destruction

import data.stride.lib
import data.stride.result

# METADATA
# title: Task can delete a store
# description: >-
#   The task's role can delete a bucket, database, table, file system, cache, queue, secret or key, not only what is in
#   it. An attacker who runs code in the task destroys the store with one request.
# custom:
#   severity: high
#   message: "{statement} lets a task call {fact.actions}, so an attacker in it can destroy the store"
#   whether: "{resource} lets a task delete a store"
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "<worst>"
#       "policies[].statements[].actions[]": "dynamodb:deletetable"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "<worst>"
#       "statements[].actions[]": "dynamodb:deletetable"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: task_role
#   targets: ["flow.data@task-role"]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Let a pipeline outside the task delete stores, and allow only the data actions the program needs
#     terraform: |
#       statement {
#         actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
#         resources = [aws_dynamodb_table.orders.arn]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
#         Resource: !GetAtt Orders.Arn
#     cases:
#       s3:
#         fix: Let a pipeline outside the task delete buckets, and allow only the object actions the program needs
#         terraform: |
#           statement {
#             actions   = ["s3:GetObject", "s3:PutObject"]
#             resources = ["${aws_s3_bucket.assets.arn}/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["s3:GetObject", "s3:PutObject"]
#             Resource: !Sub "${Assets.Arn}/*"
#       sqs:
#         fix: Let a pipeline outside the task delete queues, and allow only the message actions the program needs
#         terraform: |
#           statement {
#             actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SendMessage"]
#             resources = [aws_sqs_queue.orders.arn]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SendMessage"]
#             Resource: !GetAtt Orders.Arn
#       secretsmanager:
#         fix: Allow the program only to read the secret
#         terraform: |
#           statement {
#             actions   = ["secretsmanager:GetSecretValue"]
#             resources = [aws_secretsmanager_secret.app.arn]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["secretsmanager:GetSecretValue"]
#             Resource: !Ref AppSecret
#       kms:
#         fix: Allow the program only to use the key
#         terraform: |
#           statement {
#             actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
#             resources = [aws_kms_key.app.arn]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["kms:Decrypt", "kms:GenerateDataKey"]
#             Resource: !GetAtt AppKey.Arn
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.service-wildcard-action
#   - excessive-iam-permissions.full-access-policy-attached
#   mitre: [T1485]
#   cwe: [CWE-250, CWE-732]
task_can_delete_stores contains finding if {
	some role in lib.roles
	lib.task_role(role)
	some item in lib.allowed_to(role)
	not item.statement.restricted == true
	lib.grants_any(item.statement, object.keys(stores) | {lib.worst})
	actions := {action | some action in item.statement.grants; deletes_store(item, action)}
	finding := destruction(item, actions)
}

# What each action deletes.
stores := {
	"s3:deletebucket": {"s3.bucket"},
	"rds:deletedbinstance": {"rds.db_instance"},
	"rds:deletedbcluster": {"rds.db_cluster"},
	"dynamodb:deletetable": {"dynamodb.table"},
	"elasticfilesystem:deletefilesystem": {"efs.file_system"},
	"elasticache:deletereplicationgroup": {"elasticache.replication_group"},
	"sqs:deletequeue": {"sqs.queue"},
	"secretsmanager:deletesecret": {"secretsmanager.secret"},
	"kms:schedulekeydeletion": {"kms.key"},
}

deletes_store(item, action) if {
	action in object.keys(stores)
	on_everything(item)
}

deletes_store(item, action) if {
	some named in named_stores(item)
	named.type in object.get(stores, action, set())
	not inside_only(named.text)
}

deletes_store(item, action) if {
	action == lib.worst
	reaches_store(item)
}

on_everything(item) if item.statement.everything == true

# A resource that may be any.
on_everything(item) if "*" in item.statement.resources

reaches_store(item) if on_everything(item)

reaches_store(item) if count(named_stores(item)) > 0

destruction(item, actions) := finding if {
	count(actions) > 0
	path := lib.action_path(item, actions)
	names := sort([name | some action in actions; action != lib.worst; name := lib.spelled(action)])
	facts := {"related": item.related, "actions": listed(names), "case": lib.service_at(item, path)}
	finding := result.facts(item.resource, path, facts)
}

# Which action it is may not be known.
listed(actions) := "what may be such an action" if count(actions) == 0

listed(actions) := text if {
	count(actions) in {1, 2}
	text := concat(" and ", actions)
}

listed(actions) := text if {
	count(actions) > 2
	text := concat("", [actions[0], " and ", format_int(count(actions) - 1, 10), " more such actions"])
}

# The stores of the unit that the statement's resources name, by the text that names them.
named_stores(item) := [{"text": text, "type": target.type, "values": target.values} |
	some k
	text := item.statement.resources[k]
	some target in lib.targets(item.resource, array.concat(item.path, ["resources", k]))
]

# Whether the text means what is in the store and not the store: its objects, its indexes.
inside_only(text) if {
	plain := regex.replace(text, `\$\{[^}]*\}`, "x")
	regex.match(`^[^:]*/|^arn:[^:]*:s3:[^:]*:[^:]*:[^/]*/|^arn:[^:]*:dynamodb:[^:]*:[^:]*:table/[^/]*/`, plain)
}

# METADATA
# title: Task can delete backups
# description: >-
#   The task's role can delete backups: snapshots, recovery points or old object versions. It may also be able to
#   shorten their retention. An attacker who runs code in the task can delete the backups first. Data that is deleted
#   afterwards cannot be restored.
# custom:
#   severity: high
#   message: "{statement} lets a task call {fact.actions}, so an attacker in it can destroy data and its backups"
#   whether: "{resource} lets a task delete backups"
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "<worst>"
#       "policies[].statements[].actions[]": "dynamodb:deletebackup"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "<worst>"
#       "statements[].actions[]": "dynamodb:deletebackup"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#     s3.bucket:
#       versioning.status: Enabled
#   quiet:
#     s3.bucket:
#       versioning.status: Disabled
#   subject: task_role
#   targets: ["flow.data@task-role"]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Let a role outside the task manage backups, and allow only the data actions the program needs
#     terraform: |
#       statement {
#         actions   = ["s3:GetObject", "s3:PutObject"]
#         resources = ["${aws_s3_bucket.assets.arn}/*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["s3:GetObject", "s3:PutObject"]
#         Resource: !Sub "${Assets.Arn}/*"
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.service-wildcard-action
#   - excessive-iam-permissions.full-access-policy-attached
#   - data-destruction.task-can-delete-stores
#   mitre: [T1490, T1485]
#   cwe: [CWE-250, CWE-732]
task_can_delete_backups contains finding if {
	some role in lib.roles
	lib.task_role(role)
	some item in lib.allowed_to(role)
	not item.statement.restricted == true
	lib.grants_any(item.statement, copies | {lib.worst})
	actions := {action | some action in item.statement.grants; deletes_copies(item, action)}
	finding := destruction(item, actions)
}

copies := {
	"backup:deleterecoverypoint", "rds:deletedbsnapshot", "rds:deletedbclustersnapshot", "dynamodb:deletebackup", "s3:deleteobjectversion",
	"s3:putlifecycleconfiguration", "s3:putbucketversioning",
}

deletes_copies(item, action) if {
	action in copies
	on_everything(item)
}

deletes_copies(item, action) if {
	action == lib.worst
	reaches_store(item)
}

deletes_copies(item, action) if {
	action in {"s3:putlifecycleconfiguration", "s3:putbucketversioning"}
	some named in named_stores(item)
	named.type == "s3.bucket"
	not inside_only(named.text)
}

# A bucket without versions has none to delete.
deletes_copies(item, action) if {
	action == "s3:deleteobjectversion"
	some named in named_stores(item)
	named.type == "s3.bucket"
	named.values.versioning.status == "Enabled"
	reaches_inside(named.text)
}

deletes_copies(item, action) if {
	action == "dynamodb:deletebackup"
	some named in named_stores(item)
	named.type == "dynamodb.table"
	reaches_inside(named.text)
}

reaches_inside(text) if inside_only(text)

reaches_inside(text) if endswith(text, "*")

# METADATA
# title: DynamoDB table without recovery or deletion protection
# description: >-
#   The table has no point-in-time recovery and no deletion protection. An attacker with the task's role can delete
#   items, or the table itself. So can a mistake or a bad deployment. Nothing can restore them.
# custom:
#   severity: low
#   message: table {resource} has neither point-in-time recovery nor deletion protection, so deleted data cannot be restored
#   unless: table {resource} has point-in-time recovery or deletion protection
#   reads:
#     dynamodb.table:
#       point_in_time_recovery.enabled: false
#       deletion_protection_enabled: false
#       hash_key: id
#   basis: control
#   remediation:
#     fix: Enable deletion protection and point-in-time recovery
#     terraform: |
#       deletion_protection_enabled = true
#       point_in_time_recovery {
#         enabled = true
#       }
#     cloudformation: |
#       DeletionProtectionEnabled: true
#       PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
#   peers: [CKV_AWS_28, DynamoDB.2, DynamoDB.6]
#   security_hub: [DynamoDB.2, DynamoDB.6]
#   mitre: [T1485, T1490]
#   cwe: [CWE-693]
table_not_recoverable contains finding if {
	some table in lib.of_type("dynamodb.table")
	not table.values.point_in_time_recovery.enabled == true
	not table.values.deletion_protection_enabled == true
	not of_locks(table)
	finding := result.at(table, ["point_in_time_recovery", "enabled"])
}

# Terraform's locks are worth nothing once they are released (Terraform documentation, S3 backend).
of_locks(table) if table.values.hash_key == "LockID"

# METADATA
# title: File system without backups
# description: >-
#   This code sets up no backup of the file system. An attacker in a task with write access can delete or encrypt all
#   files, and there is no copy to restore.
# custom:
#   severity: low
#   message: file system {resource} has no backups, so files that a task deletes or encrypts are lost
#   unless: file system {resource} is backed up
#   reads:
#     efs.file_system:
#       backup_policy.status: DISABLED
#       availability_zone_name: null
#       tags: {}
#     backup.selection:
#       resources: []
#       tags: []
#   basis: control
#   remediation:
#     fix: Enable automatic backups
#     terraform: |
#       resource "aws_efs_backup_policy" "files" {
#         file_system_id = aws_efs_file_system.files.id
#         backup_policy {
#           status = "ENABLED"
#         }
#       }
#     cloudformation: 'BackupPolicy: {Status: ENABLED}'
#   peers: [EFS.2]
#   security_hub: [EFS.2]
#   opt_in: true
#   mitre: [T1485, T1490]
#   cwe: [CWE-693]
file_system_not_backed_up contains finding if {
	some system in lib.of_type("efs.file_system")
	without_policy(system)
	not selected(system)
	finding := result.at(system, ["backup_policy", "status"])
}

without_policy(system) if system.values.backup_policy.status in {"DISABLED", "DISABLING"}

# A file system of one zone has backups unless it is asked to have none (EFS API, CreateFileSystem).
without_policy(system) if {
	lib.missing(system.values, ["backup_policy", "status"])
	lib.missing(system.values, ["availability_zone_name"])
	lib.closed(system)
}

# A selection of AWS Backup names it, all file systems, or one of its tags.
selected(system) if {
	some selection in lib.of_type("backup.selection")
	some i, text in selection.values.resources
	names(selection, i, text, system)
}

selected(system) if {
	some selection in lib.of_type("backup.selection")
	some tag in selection.values.tags
	has_tag(system, tag)
}

has_tag(system, tag) if system.values.tags[tag.key] == tag.value

# Tags that may be any.
has_tag(_, tag) if tag.key == "*"

has_tag(system, _) if system.values.tags["*"]

names(selection, i, _, system) if {
	some target in lib.targets(selection, ["resources", i])
	target.id == system.id
}

names(_, _, text, _) if regex.match(`^(\*|arn:[^:]*:elasticfilesystem:[^:]*:[^:]*:(file-system/)?\*)$`, text)

# METADATA
# title: Load balancer without deletion protection
# description: >-
#   One API request, or one bad deployment, can delete the load balancer. Clients then no longer have an address at
#   which they reach the tasks.
# custom:
#   severity: low
#   message: load balancer {resource} has no deletion protection, so one request or one bad deployment can delete it
#   unless: load balancer {resource} has deletion protection
#   reads:
#     elb.load_balancer:
#       load_balancer_type: application
#       'attributes["deletion_protection.enabled"]': "false"
#   quiet:
#     elb.load_balancer:
#       load_balancer_type: classic
#       'attributes["deletion_protection.enabled"]': "true"
#   remediation:
#     terraform: |
#       Enable deletion protection:
#           enable_deletion_protection = true
#     cloudformation: |
#       Add deletion protection to LoadBalancerAttributes:
#           LoadBalancerAttributes:
#             - {Key: deletion_protection.enabled, Value: "true"}
#     cases:
#       cloudposse/alb:
#         fix: Enable deletion protection
#         terraform: deletion_protection_enabled = true
#   peers: [CKV_AWS_150, ELB.6]
#   security_hub: [ELB.6]
#   opt_in: true
#   mitre: [T1485]
#   cwe: [CWE-693]
load_balancer_deletable contains finding if {
	some balancer in lib.of_type("elb.load_balancer")
	not lib.get(balancer.values, ["load_balancer_type"]) == "classic"
	not balancer.values.attributes["deletion_protection.enabled"] == "true"
	finding := result.at(balancer, ["attributes", "deletion_protection.enabled"])
}
