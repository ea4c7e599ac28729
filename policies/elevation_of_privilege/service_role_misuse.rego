# METADATA
# title: A broad execution role lets tasks act as AWS services
# description: >-
#   The execution role pulls images, reads secrets and writes logs for the task. The task role is for the program. If
#   both are the same role, or either has too many permissions, code in the task can act as the service that started it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
#   description: "IAM roles in Amazon ECS: best practices"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "Fargate Scheduler -> Container Registry, CloudWatch Logs (execution role)"
#   targets: ["flow.pull@execution-role", "flow.secret@execution-role", "flow.logs@execution-role", resource.task-role]
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-269]
package stride.elevation_of_privilege.service_role_misuse

import data.stride.lib
import data.stride.result

# METADATA
# title: Task role is the execution role
# description: >-
#   Code in the task has the permissions that the ECS agent needs to start it. It can pull every image and read every
#   secret that the role can read, including those never meant for this container.
# custom:
#   severity: medium
#   message: task definition {values.family} uses its execution role as its task role, so an attacker in a container gets that role's permissions
#   whether: task definition {values.family} uses its execution role as its task role
#   subject: "ecs.task_definition:task_role"
#   reads:
#     ecs.task_definition:
#       task_role: "<worst>"
#       execution_role: "<worst>"
#   remediation:
#     fix: Give the program a dedicated task role
#     terraform: |
#       task_role_arn      = aws_iam_role.app_task.arn
#       execution_role_arn = aws_iam_role.app_execution.arn
#     cloudformation: |
#       TaskRoleArn: !GetAtt AppTaskRole.Arn
#       ExecutionRoleArn: !GetAtt AppExecutionRole.Arn
#     task_definition: |
#       "taskRoleArn": "arn:aws:iam::123456789012:role/app-task",
#       "executionRoleArn": "arn:aws:iam::123456789012:role/app-execution"
#   peers: [CKV_AWS_249]
#   mitre: [T1078.004, T1552]
#   cwe: [CWE-250]
task_role_is_execution_role contains finding if {
	some task in lib.tasks
	lib.same_role(lib.role(task, "task_role"), lib.role(task, "execution_role"))
	finding := result.at(task, ["task_role"])
}

# METADATA
# title: Execution role allows more than starting tasks
# description: >-
#   The ECS agent uses the execution role to pull images, write logs and read the secrets of the task. Anyone who can
#   start a task with it gains every other permission it has.
# custom:
#   severity: high
#   message: "{statement} grants an execution role permissions beyond starting tasks, so anyone who can run a task with it gains them"
#   whether: "{resource} grants an execution role permissions beyond starting tasks"
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].actions[]": "s3:PutObject"
#       "policies[].statements[].not_actions": ["iam:*"]
#       "policies[].name": AmazonS3FullAccess
#       "policies[].arn": arn:aws:iam::aws:policy/AmazonS3FullAccess
#   subject: execution_role
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Give the program a task role, and grant the execution role only what the agent needs
#     terraform: |
#       resource "aws_iam_role_policy_attachment" "execution" {
#         role       = aws_iam_role.execution.name
#         policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
#       }
#     cloudformation: 'ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]'
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   - service-role-misuse.execution-role-reads-all-secrets
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-269]
overprivileged_execution_role contains finding if {
	some role in lib.roles
	lib.execution_role(role)
	some item in lib.allowed_to(role)
	not item.aws
	some path in paths_beyond_starting(item)
	finding := result.of_statement(item, path)
}

overprivileged_execution_role contains finding if {
	some role in lib.roles
	lib.execution_role(role)
	some i, policy in role.values.policies
	name := lib.aws_policy(policy)
	name != "AmazonECSTaskExecutionRolePolicy"
	finding := result.at(role, ["policies", i])
}

# The first action that starting a task does not need; the list where the statement names what it does not allow.
paths_beyond_starting(item) := paths if {
	places := {k | some k; action := item.statement.actions[k]; not only_starts(lower(action))}
	named := {path | count(places) > 0; path := array.concat(item.path, ["actions", min(places)])}
	excepted := {path | lib.present(item.statement, ["not_actions"]); path := array.concat(item.path, ["actions"])}
	paths := named | excepted
}

only_starts(action) if regex.match(starting, action)

# No service has this action: it stands where a statement has to have one, and grants nothing.
only_starts(action) if action == "none:null"

# A pattern that means no other action.
only_starts(pattern) if {
	meant := lib.meant_actions(pattern)
	count(meant) > 0
	every action in meant {
		regex.match(starting, action)
	}
}

# What the agent does to start a task (Amazon ECS task execution IAM role).
starting := `^(ecr:.*|ecr-public:getauthorizationtoken|logs:(createloggroup|createlogstream|putlogevents|describelog[a-z]*\*?)|secretsmanager:(getsecretvalue|describesecret)|ssm:(getparameter[a-z]*\*?|describeparameters)|kms:(decrypt|describekey)|s3:(getobject|getbucketlocation)|sts:getservicebearertoken)$`

# METADATA
# title: Execution role can read every secret
# description: >-
#   The ECS agent reads the secrets that a task definition references. If its role can read every secret, anyone who can
#   register a task definition can inject any secret of the account into a container.
# custom:
#   severity: high
#   message: "{statement} lets an execution role {fact.reads}, so anyone who can register a task with it can get them all"
#   whether: "{resource} lets an execution role read every secret"
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "secretsmanager:getsecretvalue"
#       "policies[].statements[].actions[]": "secretsmanager:getsecretvalue"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#   subject: execution_role
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Allow only the secrets of this task
#     terraform: |
#       statement {
#         actions   = ["secretsmanager:GetSecretValue"]
#         resources = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["secretsmanager:GetSecretValue"]
#         Resource: arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/*
#     cases:
#       cloudposse/ecs-alb-service-task:
#         fix: Give the task a custom execution role that reads only its secrets
#         terraform: task_exec_role_arn = aws_iam_role.app_execution.arn
#       ssm:
#         fix: Allow only the parameters of this task
#         terraform: |
#           statement {
#             actions   = ["ssm:GetParameters"]
#             resources = ["arn:aws:ssm:eu-west-1:123456789012:parameter/app/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["ssm:GetParameters"]
#             Resource: arn:aws:ssm:eu-west-1:123456789012:parameter/app/*
#       kms:
#         fix: Allow only the key that encrypts this task's secrets
#         terraform: |
#           statement {
#             actions   = ["kms:Decrypt"]
#             resources = [aws_kms_key.app.arn]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["kms:Decrypt"]
#             Resource: !GetAtt AppKey.Arn
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1555.006]
#   cwe: [CWE-732, CWE-269]
execution_role_reads_all_secrets contains finding if {
	some role in lib.roles
	lib.execution_role(role)
	some item in lib.allowed_to(role)
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, reading_secrets)
	facts := object.union(reads(item.statement), {"related": item.related})
	finding := result.facts(item.resource, lib.resource_path(item), facts)
}

reads(statement) := {"reads": "read every secret"} if lib.grants_any(statement, {"secretsmanager:getsecretvalue"})

reads(statement) := {"reads": "read every SSM parameter", "case": "ssm"} if {
	not lib.grants_any(statement, {"secretsmanager:getsecretvalue"})
	lib.grants_any(statement, {"ssm:getparameters"})
}

reads(statement) := {"reads": "decrypt secrets with any KMS key", "case": "kms", "severity": "medium"} if {
	not lib.grants_any(statement, {"secretsmanager:getsecretvalue", "ssm:getparameters"})
}

reading_secrets := {"secretsmanager:getsecretvalue", "ssm:getparameters", "kms:decrypt"}

# METADATA
# title: Permission to pass any role to any service
# description: >-
#   Anyone who can pass a role to a service can run a program with that role. If neither the role nor the service is
#   restricted, this applies to every role in the account.
# custom:
#   severity: high
#   message: "{statement} allows passing any role to any service, so anyone with this permission can run programs with any role"
#   whether: "{resource} allows passing any role to any service"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "iam:passrole"
#       "policies[].statements[].actions[]": "iam:passrole"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "iam:passrole"
#       "statements[].actions[]": "iam:passrole"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Restrict the statement to the role and the service it is for
#     terraform: |
#       statement {
#         actions   = ["iam:PassRole"]
#         resources = [aws_iam_role.app_task.arn]
#         condition {
#           test     = "StringEquals"
#           variable = "iam:PassedToService"
#           values   = ["ecs-tasks.amazonaws.com"]
#         }
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: iam:PassRole
#         Resource: !GetAtt AppTaskRole.Arn
#         Condition: {StringEquals: {"iam:PassedToService": ecs-tasks.amazonaws.com}}
#   yields_to:
#   - iam-role-escalation.privilege-escalation-actions
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   mitre: [T1078.004, T1548.005]
#   cwe: [CWE-269]
unrestricted_pass_role contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, {"iam:passrole"})
	finding := result.of_statement(item, lib.resource_path(item))
}

# METADATA
# title: Role shared by tasks and another service or account
# description: >-
#   Tasks and another service or account can assume the role, so it has the permissions that both need. An attacker in
#   either one can use the permissions of the other.
# custom:
#   severity: medium
#   message: role {resource} trusts both tasks and another service or account, so an attacker in one has the permissions of the other
#   whether: role {resource} trusts both tasks and another service or account
#   reads:
#     iam.role:
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": Service
#       "trust_policy.statements[].principals[].id": "<worst>"
#   remediation:
#     fix: Trust only ECS tasks, and only those in this account
#     terraform: |
#       principals {
#         type        = "Service"
#         identifiers = ["ecs-tasks.amazonaws.com"]
#       }
#       condition {
#         test     = "StringEquals"
#         variable = "aws:SourceAccount"
#         values   = [data.aws_caller_identity.this.account_id]
#       }
#     cloudformation: |
#       Principal: {Service: ecs-tasks.amazonaws.com}
#       Condition: {StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}}
#   mitre: [T1078.004]
#   cwe: [CWE-269]
mixed_service_trust contains finding if {
	some role in lib.roles
	trusted := {kind |
		some statement in object.get(role.values, ["trust_policy", "statements"], [])
		statement.effect == "allow"
		some principal in object.get(statement, "principals", [])
		kind := trusted_kind(principal)
	}
	tasks_and_more(trusted)
	finding := result.at(role, ["trust_policy"])
}

tasks_and_more(trusted) if {
	"ecs-tasks" in trusted
	count(trusted) > 1
}

tasks_and_more(trusted) if lib.worst in trusted

# A service by the first label of its name, or an account.
trusted_kind(principal) := kind if {
	principal.type == "Service"
	kind := split(principal.id, ".")[0]
}

trusted_kind(principal) := kind if {
	lib.whole_account(principal)
	kind := "an account"
}

# METADATA
# title: ECS tasks trusted from any account
# description: >-
#   ECS can use the role for anyone allowed to pass it. A condition on the account or the cluster keeps the service
#   from acting for someone else.
# custom:
#   severity: low
#   message: role {resource} trusts ECS tasks in any account, so another account could trick ECS into using it (confused deputy)
#   whether: role {resource} trusts ECS tasks in any account
#   targets: ["flow.pull@execution-role", "flow.secret@execution-role", "flow.logs@execution-role", resource.task-role]
#   reads:
#     iam.role:
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": Service
#       "trust_policy.statements[].principals[].id": ecs-tasks.amazonaws.com
#       "trust_policy.statements[].conditions": null
#   remediation:
#     fix: Trust only ECS tasks, and only those in this account
#     terraform: |
#       principals {
#         type        = "Service"
#         identifiers = ["ecs-tasks.amazonaws.com"]
#       }
#       condition {
#         test     = "StringEquals"
#         variable = "aws:SourceAccount"
#         values   = [data.aws_caller_identity.this.account_id]
#       }
#     cloudformation: |
#       Principal: {Service: ecs-tasks.amazonaws.com}
#       Condition: {StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}}
#     cases:
#       cn-terraform/ecs-fargate-task-definition:
#         fix: Give the module a custom role that trusts this account only (its own trust policy cannot be changed)
#         terraform: execution_role_arn = aws_iam_role.execution.arn
#   opt_in: true
#   mitre: [T1078.004]
#   cwe: [CWE-441]
confused_deputy_trust contains finding if {
	some role in lib.roles
	some i, statement in role.values.trust_policy.statements
	statement.effect == "allow"
	some principal in statement.principals
	principal.type == "Service"
	split(principal.id, ".")[0] == "ecs-tasks"
	not lib.conditioned(statement, {"aws:sourceaccount", "aws:sourcearn"})
	finding := result.at(role, ["trust_policy", "statements", i])
}
