# METADATA
# title: Actions cannot be attributed to one task or role
# description: >-
#   An audit trail must show which task, which container and which role performed an action. Without logs, with shared
#   roles or with unlogged ECS Exec sessions, the person who performed it can deny it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-logging-and-monitoring.html
#   description: Amazon ECS logging and monitoring best practices
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "Fargate Scheduler -> VPC; VPC -> CloudWatch Logs"
#   targets: [element.workload]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
package stride.repudiation.task_execution_ambiguity

import data.stride.lib
import data.stride.result

# METADATA
# title: Container without log configuration
# description: >-
#   The container's output is not sent to a log. On an EC2 instance, Docker keeps it in a file, as long as the container
#   and the instance exist. On Fargate no one can access such a file. After an attack, little shows what was done in the
#   container.
# custom:
#   severity: medium
#   message: container {name} has no log configuration, so {fact.fate}
#   unless: container {name} has a log configuration
#   reads:
#     ecs.task_definition:
#       "containers[].log_configuration": null
#       "containers[].image.path": acme/app
#       "requires_compatibilities[]": FARGATE
#   basis: control
#   remediation:
#     fix: Send the container's output to a log group
#     terraform: |
#       logConfiguration = {
#         logDriver = "awslogs"
#         options   = { awslogs-group = aws_cloudwatch_log_group.app.name, awslogs-region = var.region, awslogs-stream-prefix = "app" }
#       }
#     cloudformation: |
#       LogConfiguration:
#         LogDriver: awslogs
#         Options: {awslogs-group: !Ref LogGroup, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: app}
#     task_definition: |
#       "logConfiguration": {
#         "logDriver": "awslogs",
#         "options": {"awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"}
#       }
#     cases:
#       cloudposse/ecs-container-definition:
#         fix: Send the container's output to a log group
#         terraform: |
#           log_configuration = {
#             logDriver = "awslogs"
#             options   = { awslogs-group = aws_cloudwatch_log_group.app.name, awslogs-region = var.region, awslogs-stream-prefix = "app" }
#           }
#   peers: [ECS.9]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
#   security_hub: [ECS.9]
missing_log_configuration contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lib.missing(container, ["log_configuration"])
	finding := result.facts(task, ["containers", i, "log_configuration"], {"fate": fate(task), "severity": worth(container)})
}

# What an agent prints is about itself: the program's own output is what an intruder shows in.
worth(container) := "low" if is_agent(container)

worth(container) := "medium" if not is_agent(container)

is_agent(container) if lib.root_image(container.image)

# Docker's own driver writes a file on the instance (ECS agent, ECS_AVAILABLE_LOGGING_DRIVERS).
fate(task) := "its output is not stored and cannot be read later" if lib.fargate_only(task)

fate(task) := "its output stays on the instance and is lost with it" if {
	not lib.fargate_only(task)
	on_instances(task)
}

fate(task) := "its output is not stored and is lost with the task or its instance" if {
	not lib.fargate_only(task)
	not on_instances(task)
}

on_instances(task) if task.derived.launch in {"EC2", "EXTERNAL", "MANAGED_INSTANCES"}

# METADATA
# title: Log stream without a prefix
# description: >-
#   Without the prefix, the stream name consists of the container's runtime ID only. It does not show which task and
#   which container wrote a record, so an action cannot be attributed.
# custom:
#   severity: low
#   message: container {container} logs without a stream prefix, so its records cannot be traced to a task
#   unless: container {container} logs with a stream prefix
#   reads:
#     ecs.task_definition:
#       "containers[].log_configuration.log_driver": awslogs
#       'containers[].log_configuration.options["awslogs-stream-prefix"]': null
#       "requires_compatibilities[]": EC2
#   quiet:
#     ecs.task_definition:
#       "requires_compatibilities[]": FARGATE
#   basis: control
#   remediation:
#     fix: In the log configuration, set a stream prefix, such as the name of the service
#     terraform: options = { awslogs-group = "/ecs/app", awslogs-region = "eu-west-1", awslogs-stream-prefix = "app" }
#     cloudformation: 'Options: {awslogs-group: /ecs/app, awslogs-region: eu-west-1, awslogs-stream-prefix: app}'
#     task_definition: '"options": {"awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"}'
#   opt_in: true
#   mitre: [T1685.002]
#   cwe: [CWE-778]
missing_log_stream_prefix contains finding if {
	some task in lib.tasks
	not lib.fargate_only(task)
	some i, container in task.values.containers
	container.log_configuration.log_driver == "awslogs"
	lib.missing(container.log_configuration, ["options", "awslogs-stream-prefix"])
	finding := result.at(task, ["containers", i, "log_configuration", "options", "awslogs-stream-prefix"])
}

# METADATA
# title: ECS Exec sessions not logged
# description: >-
#   Neither what is typed in an ECS Exec session nor its output is stored. Anyone who opens a session can deny
#   everything except having connected.
# custom:
#   severity: high
#   message: cluster {resource} does not log ECS Exec sessions, so anyone who opens one can deny what they did
#   unless: cluster {resource} logs ECS Exec sessions
#   reads:
#     ecs.cluster:
#       configuration.execute_command_configuration.logging: NONE
#     ecs.service:
#       enable_execute_command: true
#       cluster: main
#       task_definition: web
#     ecs.task_definition:
#       "containers[].log_configuration.log_driver": json-file
#   subject: none
#   remediation:
#     fix: Log ECS Exec sessions
#     terraform: |
#       configuration {
#         execute_command_configuration {
#           logging    = "OVERRIDE"
#           kms_key_id = aws_kms_key.exec.arn
#           log_configuration {
#             cloud_watch_encryption_enabled = true
#             cloud_watch_log_group_name     = aws_cloudwatch_log_group.exec.name
#           }
#         }
#       }
#     cloudformation: |
#       Configuration:
#         ExecuteCommandConfiguration:
#           Logging: OVERRIDE
#           KmsKeyId: !Ref ExecKey
#           LogConfiguration: {CloudWatchLogGroupName: !Ref ExecLogs, CloudWatchEncryptionEnabled: true}
#     task_definition: '"configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "kmsKeyId": "<key>", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec", "cloudWatchEncryptionEnabled": true}}}'
#   peers: [CKV_AWS_223]
#   mitre: [T1685.002, T1609]
#   cwe: [CWE-778]
unaudited_execute_command contains finding if {
	# The cause stands on the cluster, once; the services whose shells go unrecorded are related to it.
	some cluster in lib.clusters
	upper(cluster.values.configuration.execute_command_configuration.logging) == "NONE"
	users := sort({service.id |
		some service in lib.services
		service.values.enable_execute_command == true
		lib.ref(service, ["cluster"]).id == cluster.id
	})
	finding := result.facts(cluster, ["configuration", "execute_command_configuration", "logging"], {"related": users})
}

# By default the sessions go where the containers' own output goes, if that is CloudWatch Logs (ECS API, ExecuteCommandConfiguration).
unaudited_execute_command contains finding if {
	some cluster in lib.clusters
	upper(lib.effective(cluster, ["configuration", "execute_command_configuration", "logging"])) == "DEFAULT"
	users := sort({service.id |
		some service in lib.services
		service.values.enable_execute_command == true
		lib.ref(service, ["cluster"]).id == cluster.id
		kept_nowhere(lib.ref(service, ["task_definition"]))
	})
	count(users) > 0
	finding := result.facts(cluster, ["configuration", "execute_command_configuration", "logging"], {"related": users})
}

kept_nowhere(task) if {
	task.type == "ecs.task_definition"
	count(task.values.containers) > 0
	kept := [container |
		some container in task.values.containers
		container.log_configuration.log_driver == "awslogs"
	]
	count(kept) == 0
}

# METADATA
# title: ECS Exec sessions or logs not encrypted
# description: >-
#   An ECS Exec session can contain credentials. Either the session is not encrypted with a KMS key, or its stored log
#   is not encrypted. Anyone who can read the log has the credentials.
# custom:
#   severity: low
#   message: cluster {resource} {fact.lacks}, so {fact.gain}
#   unless: cluster {resource} encrypts ECS Exec sessions and their logs
#   reads:
#     ecs.cluster:
#       configuration.execute_command_configuration.logging: OVERRIDE
#       configuration.execute_command_configuration.kms_key_id: null
#       configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name: /ecs/exec
#       configuration.execute_command_configuration.log_configuration.cloud_watch_encryption_enabled: false
#       configuration.execute_command_configuration.log_configuration.s3_bucket_name: exec-logs
#       configuration.execute_command_configuration.log_configuration.s3_encryption_enabled: false
#   quiet:
#     ecs.cluster:
#       configuration.execute_command_configuration.logging: NONE
#   subject: none
#   remediation:
#     fix: Encrypt the session and its log
#     terraform: |
#       execute_command_configuration {
#         logging    = "OVERRIDE"
#         kms_key_id = aws_kms_key.exec.arn
#         log_configuration {
#           cloud_watch_encryption_enabled = true
#           cloud_watch_log_group_name     = aws_cloudwatch_log_group.exec.name
#         }
#       }
#     cloudformation: |
#       ExecuteCommandConfiguration:
#         Logging: OVERRIDE
#         KmsKeyId: !Ref ExecKey
#         LogConfiguration: {CloudWatchLogGroupName: !Ref ExecLogs, CloudWatchEncryptionEnabled: true}
#     task_definition: '"executeCommandConfiguration": {"logging": "OVERRIDE", "kmsKeyId": "<key>", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec", "cloudWatchEncryptionEnabled": true}}'
#     cases:
#       terraform-aws-modules/ecs//modules/cluster:
#         fix: Encrypt the session and its log (`cluster_configuration` before version 6)
#         terraform: |
#           configuration = {
#             execute_command_configuration = {
#               logging           = "OVERRIDE"
#               kms_key_id        = aws_kms_key.exec.arn
#               log_configuration = { cloud_watch_encryption_enabled = true, cloud_watch_log_group_name = "/ecs/exec" }
#             }
#           }
#   peers: [CKV_AWS_224]
#   mitre: [T1040, T1565.001]
#   cwe: [CWE-311]
unencrypted_execute_command_log contains finding if {
	some cluster in lib.clusters
	configuration := recorded(cluster)
	lib.missing(configuration, ["kms_key_id"])
	facts := {"lacks": "has no KMS key for its ECS Exec sessions", "gain": "only TLS protects what is typed there"}
	finding := result.facts(cluster, ["configuration", "execute_command_configuration", "kms_key_id"], facts)
}

unencrypted_execute_command_log contains finding if {
	some cluster in lib.clusters
	configuration := recorded(cluster)
	some place in [
		{"name": "cloud_watch_log_group_name", "encrypted": "cloud_watch_encryption_enabled"},
		{"name": "s3_bucket_name", "encrypted": "s3_encryption_enabled"},
	]
	lib.present(configuration, ["log_configuration", place.name])
	not lib.get(configuration, ["log_configuration", place.encrypted]) == true
	facts := {"lacks": "does not encrypt its ECS Exec logs", "gain": "anyone who can read them has what is typed in a session"}
	finding := result.facts(cluster, ["configuration", "execute_command_configuration", "log_configuration", place.encrypted], facts)
}

# The cluster's configuration of shells, where it lets them be recorded.
recorded(cluster) := configuration if {
	configuration := cluster.values.configuration.execute_command_configuration
	is_object(configuration)
	not unrecorded(configuration)
}

unrecorded(configuration) if upper(configuration.logging) == "NONE"

# METADATA
# title: Task role shared between task families
# description: >-
#   Programs of different task families use one role, so each has the permissions of all of them. An attacker in one can
#   do what any of them can do. CloudTrail records the role and the ID of the task. The ID shows the family only as long
#   as ECS knows the task.
# custom:
#   severity: low
#   message: "{fact.who} is the task role of {fact.count} families, so each has the permissions of all of them"
#   whether: several task families share the task role of {resource}
#   subject: "ecs.task_definition:task_role"
#   reads:
#     ecs.task_definition:
#       task_role: "<worst>"
#       family: app
#   remediation:
#     fix: Give each family its own role
#     terraform: task_role_arn = aws_iam_role.orders_task.arn
#     cloudformation: 'TaskRoleArn: !GetAtt OrdersTaskRole.Arn'
#   mitre: [T1078.004]
#   cwe: [CWE-778, CWE-250]
shared_task_role contains finding if {
	# The role is the cause, and stands here once; the task definitions that share it are related to it.
	some role in lib.roles
	name := concat(" ", ["resource", role.id])
	name in shared_roles
	sharing := [task | some task in lib.tasks; lib.role(task, "task_role") == name]
	facts := {
		"who": concat("", ["role `", role.id, "`"]),
		"count": count({other | some task in sharing; other := family(task)}),
		"related": sort([task.id | some task in sharing]),
	}
	finding := result.facts(role, [], facts)
}

# A role that is not in the unit is told at the first task definition that names it.
shared_task_role contains finding if {
	some name in shared_roles
	not name in own_roles
	name != lib.worst
	sharing := [task | some task in lib.tasks; lib.role(task, "task_role") == name]
	facts := {
		"who": written_role(name),
		"count": count({other | some task in sharing; other := family(task)}),
		"related": sort([task.id | some task in sharing; task.id != sharing[0].id]),
	}
	finding := result.facts(sharing[0], ["task_role"], facts)
}

# A role that may be any may be another family's.
shared_task_role contains finding if {
	count(families) > 1
	some task in lib.tasks
	lib.role(task, "task_role") == lib.worst
	finding := result.facts(task, ["task_role"], {"who": concat("", ["the role of `", family(task), "`"]), "count": 2})
}

own_roles := {concat(" ", ["resource", role.id]) | some role in lib.roles}

# A name that is not known as a whole says little.
written_role(name) := concat("", ["role `", trim_prefix(name, "resource "), "`"]) if not contains(name, "${")

written_role(name) := "one role" if contains(name, "${")

# A set is sorted, so the pairs of one role stand beside one another: no loop in a loop.
shared_roles := {role | some i; role := role_names[i]; role_names[i + 1] == role}

families := {name | some task in lib.tasks; lib.present(task.values, ["task_role"]); name := family(task)}

role_names := [pair[0] | some pair in {pair | some task in lib.tasks; pair := [lib.role(task, "task_role"), family(task)]}]

# CloudFormation makes a family of its own for each definition without one.
family(task) := name if {
	name := lib.get(task.values, ["family"])
	name != null
}

family(task) := name if {
	lib.missing(task.values, ["family"])
	name := concat(" ", ["definition", task.id])
}

# METADATA
# title: Container Insights disabled
# description: >-
#   Container Insights shows when tasks start, stop or use more resources than they should. Without it an attacker's
#   tasks can go unnoticed, and the course of events is harder to reconstruct.
# custom:
#   severity: low
#   message: cluster {resource} runs without Container Insights, so task starts, stops and failures leave few traces
#   unless: cluster {resource} runs with Container Insights
#   reads:
#     ecs.cluster:
#       settings.container_insights: disabled
#     aws_ecs_account_setting_default:
#       value: disabled
#   quiet:
#     aws_ecs_account_setting_default:
#       value: enabled
#   basis: control
#   remediation:
#     fix: Enable Container Insights
#     terraform: |
#       setting {
#         name  = "containerInsights"
#         value = "enhanced"
#       }
#     cloudformation: 'ClusterSettings: [{Name: containerInsights, Value: enhanced}]'
#     task_definition: '"settings": [{"name": "containerInsights", "value": "enhanced"}]'
#   edit:
#     terraform: {setting: [{name: containerInsights, value: enhanced}]}
#     cloudformation: {ClusterSettings: [{Name: containerInsights, Value: enhanced}]}
#     task_definition: {settings: [{name: containerInsights, value: enhanced}]}
#   peers: [CKV_AWS_65, ECS.12]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
#   security_hub: [ECS.12]
container_insights_disabled contains finding if {
	some cluster in lib.clusters
	without_insights(cluster)
	finding := result.at(cluster, ["settings", "container_insights"])
}

without_insights(cluster) if cluster.values.settings.container_insights == "disabled"

without_insights(cluster) if {
	lib.missing(cluster.values, ["settings", "container_insights"])
	not account_has_insights
}

account_has_insights if lib.account_setting("containerInsights") in {"enabled", "enhanced"}

# METADATA
# title: Tags not propagated to tasks
# description: >-
#   Without the tags of their service or task definition, tasks cannot be told apart in bills, audit logs or tag-based
#   policies. It remains unknown who started a task, and for whom.
# custom:
#   severity: low
#   message: service {resource} does not propagate its tags to its tasks, so a task cannot be traced to an owner
#   unless: service {resource} propagates its tags to its tasks
#   reads:
#     ecs.service:
#       propagate_tags: NONE
#   remediation:
#     fix: Propagate the tags
#     terraform: propagate_tags = "SERVICE"
#     cloudformation: 'PropagateTags: SERVICE'
#     task_definition: '"propagateTags": "SERVICE"'
#   edit:
#     terraform: {propagate_tags: SERVICE}
#     cloudformation: {PropagateTags: SERVICE}
#     task_definition: {propagateTags: SERVICE}
#   opt_in: true
#   mitre: [T1535]
#   cwe: [CWE-778]
tags_not_propagated contains finding if {
	some service in lib.services
	lib.effective(service, ["propagate_tags"]) == "NONE"
	finding := result.at(service, ["propagate_tags"])
}
