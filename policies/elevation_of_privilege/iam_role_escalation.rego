# METADATA
# title: A task role's policy is modified to gain privileges
# description: >-
#   Permission to change permissions is permission to do anything. An attacker who controls a principal that can change,
#   pass or assume roles can gain permissions that no one intended to grant.
# related_resources:
# - ref: https://attack.mitre.org/techniques/T1098/003/
#   description: "MITRE ATT&CK T1098.003: Additional Cloud Roles"
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#   description: "IAM: permissions boundaries"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "tasks -> IAM"
#   targets: ["flow.data@task-role", "flow.aws-api@task-role", resource.principal]
#   mitre: [T1098.003, T1548.005]
#   cwe: [CWE-269]
package stride.elevation_of_privilege.iam_role_escalation

import data.stride.lib
import data.stride.result

# METADATA
# title: Task can change IAM roles
# description: >-
#   A task role or task execution role can change IAM roles, including its own permissions. An attacker who runs code in
#   the task can grant that role every permission.
# custom:
#   severity: critical
#   message: "{statement} lets a task change IAM roles or policies, so an attacker in it can gain every permission"
#   whether: "{resource} lets a task change IAM roles or policies"
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "iam:putrolepolicy"
#       "policies[].statements[].actions[]": "iam:putrolepolicy"
#       "policies[].statements[].everything": true
#       "policies[].statements[].restricted": false
#       "policies[].statements[].resources": ["*"]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Let only a pipeline outside the task change roles, and allow only what the program needs
#     terraform: |
#       statement {
#         actions   = ["s3:GetObject"]
#         resources = ["arn:aws:s3:::app-assets/*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["s3:GetObject"]
#         Resource: arn:aws:s3:::app-assets/*
#   peers: [CKV_AWS_286]
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   mitre: [T1098.003, T1548.005]
#   cwe: [CWE-269]
self_modifying_role contains finding if {
	some role in lib.roles
	works_for_tasks(role)
	some item in lib.allowed_to(role)
	not item.statement.restricted == true
	lib.grants_any(item.statement, changing_roles)
	reaches(role, item)
	finding := result.of_statement(item, lib.action_path(item, changing_roles))
}

changing_roles := {"iam:putrolepolicy", "iam:attachrolepolicy", "iam:updateassumerolepolicy", "iam:createpolicyversion", "iam:setdefaultpolicyversion"}

works_for_tasks(role) if lib.task_role(role)

works_for_tasks(role) if lib.execution_role(role)

# Everything, or the role itself: by reference or by the name in its ARN.
reaches(_, item) if item.statement.everything == true

reaches(role, item) if {
	some k
	lib.reference(item.statement.resources[k])
	some target in lib.targets(item.resource, array.concat(item.path, ["resources", k]))
	target.id == role.id
}

# A resource that may be any.
reaches(_, item) if "*" in item.statement.resources

reaches(role, item) if {
	name := lib.get(role.values, ["name"])
	is_string(name)
	some pattern in item.statement.resources
	parts := split(pattern, ":role/")
	count(parts) == 2
	glob.match(parts[1], [], own_path(role, name))
}

# The name with the path in front of it, as ARNs have it.
own_path(role, name) := text if {
	path := object.get(role.values, "path", "/")
	is_string(path)
	text := concat("", [trim_prefix(path, "/"), name])
}

# METADATA
# title: Actions that allow privilege escalation
# description: >-
#   With these actions a principal can attach a policy to itself, create a key for another user, or take over another
#   principal's session. It can also start a program with a role that has more permissions.
# custom:
#   severity: high
#   message: "{statement} allows {fact.actions}, so anyone with these permissions can gain others"
#   whether: "{resource} allows actions that let a principal gain further permissions"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "iam:createpolicyversion"
#       "policies[].statements[].actions": ["iam:createpolicyversion", "iam:passrole"]
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.user:
#       "groups[]": "<worst>"
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "iam:createpolicyversion"
#       "policies[].statements[].actions": ["iam:createpolicyversion", "iam:passrole"]
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "iam:createpolicyversion"
#       "statements[].actions": ["iam:createpolicyversion", "iam:passrole"]
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Restrict which roles can be passed, and to which services
#     terraform: |
#       statement {
#         actions   = ["iam:PassRole"]
#         resources = ["arn:aws:iam::123456789012:role/app-task"]
#         condition {
#           test     = "StringEquals"
#           variable = "iam:PassedToService"
#           values   = ["ecs-tasks.amazonaws.com"]
#         }
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["iam:PassRole"]
#         Resource: arn:aws:iam::123456789012:role/app-task
#         Condition: {StringEquals: {"iam:PassedToService": ecs-tasks.amazonaws.com}}
#     cases:
#       ssm:
#         fix: Restrict the instances that commands can run on, and the document they use
#         terraform: |
#           statement {
#             actions   = ["ssm:SendCommand"]
#             resources = ["arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60718", "arn:aws:ssm:eu-west-1:123456789012:document/restart-app"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["ssm:SendCommand"]
#             Resource: ["arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60718", "arn:aws:ssm:eu-west-1:123456789012:document/restart-app"]
#       lambda:
#         fix: Restrict which functions can be changed
#         terraform: |
#           statement {
#             actions   = ["lambda:UpdateFunctionCode"]
#             resources = ["arn:aws:lambda:eu-west-1:123456789012:function:app"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["lambda:UpdateFunctionCode"]
#             Resource: ["arn:aws:lambda:eu-west-1:123456789012:function:app"]
#       ec2:
#         fix: Restrict which instances can be changed
#         terraform: |
#           statement {
#             actions   = ["ec2:ModifyInstanceAttribute"]
#             resources = ["arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60718"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["ec2:ModifyInstanceAttribute"]
#             Resource: ["arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60718"]
#       iam:
#         fix: Let only the pipeline change permissions, or restrict the roles and require a permissions boundary
#         terraform: |
#           statement {
#             actions   = ["iam:PutRolePolicy", "iam:AttachRolePolicy"]
#             resources = ["arn:aws:iam::123456789012:role/app/*"]
#             condition {
#               test     = "StringEquals"
#               variable = "iam:PermissionsBoundary"
#               values   = ["arn:aws:iam::123456789012:policy/app-boundary"]
#             }
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["iam:PutRolePolicy", "iam:AttachRolePolicy"]
#             Resource: arn:aws:iam::123456789012:role/app/*
#             Condition: {StringEquals: {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/app-boundary"}}
#   peers: [CKV_AWS_286]
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.self-modifying-role
#   mitre: [T1098.003, T1548.005]
#   cwe: [CWE-269]
privilege_escalation_actions contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	actions := sort([lib.spelled(action) | some action in item.statement.grants; action in escalating])
	count(actions) > 0
	finding := escalation(item, escalating, actions)
}

# Handing a role to a program of one's own takes several actions, which several policies may allow.
privilege_escalation_actions contains finding if {
	some type in ["iam.role", "iam.user", "iam.group"]
	some principal in lib.of_type(type)
	items := lib.allowed_to(principal)
	passing := lib.passes_role(items)
	count(passing) > 0
	actions := lib.program(items)
	some item in passing
	not lib.grants_any(item.statement, escalating)
	finding := escalation(item, {"iam:passrole"}, actions)
}

# A user may do what its groups may, too.
privilege_escalation_actions contains finding if {
	some user in lib.of_type("iam.user")
	groups := memberships(user)
	count(groups) > 0
	holders := array.concat([lib.allowed_to(user)], [lib.allowed_to(group) | some group in groups])
	items := [item | some held in holders; some item in held]
	passing := lib.passes_role(items)
	count(passing) > 0
	actions := lib.program(items)
	some item in passing
	not lib.grants_any(item.statement, escalating)
	not suffices_alone(holders, item)
	finding := escalation(item, {"iam:passrole"}, actions)
}

memberships(user) := found if {
	found := [group |
		some i
		_ := user.values.groups[i]
		group := lib.ref(user, ["groups", i])
		group.type == "iam.group"
	]
}

suffices_alone(holders, item) if {
	some held in holders
	item in held
	count(lib.passes_role(held)) > 0
}

privilege_escalation_actions contains finding if {
	some policy in lib.of_type("iam.policy")
	own := lib.allowed_by(policy)
	passing := lib.passes_role(own)
	count(passing) > 0
	actions := lib.program(own)
	some item in passing
	not lib.grants_any(item.statement, escalating)
	finding := escalation(item, {"iam:passrole"}, actions)
}

escalation(item, where, actions) := finding if {
	facts := {"related": item.related, "actions": listed(actions), "severity": gain(actions), "case": way(actions)}
	finding := result.facts(item.resource, lib.resource_path(item), facts)
}

# Attributes of instances are changed for other reasons too, and their programs only start again with what they are given.
gain(actions) := "medium" if actions == ["ec2:ModifyInstanceAttribute"]

gain(actions) := "high" if actions != ["ec2:ModifyInstanceAttribute"]

# What is done: roles are handed on, or something of one service is changed.
way(actions) := "pass-role" if actions[0] == "iam:PassRole"

way(actions) := split(lower(actions[0]), ":")[0] if actions[0] != "iam:PassRole"

listed(actions) := text if {
	count(actions) <= 3
	text := concat(" with ", actions)
}

listed(actions) := text if {
	count(actions) > 3
	text := concat("", [concat(", ", array.slice(actions, 0, 2)), " and ", format_int(count(actions) - 2, 10), " more"])
}

escalating := {
	"iam:createpolicyversion", "iam:setdefaultpolicyversion", "iam:createaccesskey", "iam:createloginprofile", "iam:updateloginprofile",
	"iam:attachuserpolicy", "iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:putuserpolicy", "iam:putgrouppolicy", "iam:putrolepolicy",
	"iam:addusertogroup", "iam:updateassumerolepolicy", "lambda:updatefunctioncode", "lambda:updatefunctionconfiguration",
	"glue:updatedevendpoint", "codebuild:updateproject", "sagemaker:createpresignednotebookinstanceurl", "ssm:sendcommand",
	"ssm:startsession", "ec2:modifyinstanceattribute", "codestar:createprojectfromtemplate",
}

# METADATA
# title: Permission to remove permissions boundaries
# description: >-
#   A permissions boundary limits what a role or user can ever do. Anyone who can remove or replace it can exceed that
#   limit.
# custom:
#   severity: high
#   message: "{statement} allows removing permissions boundaries, so anyone with this permission can exceed the limits they set"
#   whether: "{resource} allows removing permissions boundaries"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "iam:deleterolepermissionsboundary"
#       "policies[].statements[].actions[]": "iam:deleterolepermissionsboundary"
#       "policies[].statements[].everything": true
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "iam:deleterolepermissionsboundary"
#       "statements[].actions[]": "iam:deleterolepermissionsboundary"
#       "statements[].everything": true
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Remove the actions that change boundaries, or require a specific boundary
#     terraform: |
#       statement {
#         actions   = ["iam:PutRolePermissionsBoundary"]
#         resources = ["arn:aws:iam::123456789012:role/app/*"]
#         condition {
#           test     = "StringEquals"
#           variable = "iam:PermissionsBoundary"
#           values   = ["arn:aws:iam::123456789012:policy/app-boundary"]
#         }
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["iam:PutRolePermissionsBoundary"]
#         Resource: arn:aws:iam::123456789012:role/app/*
#         Condition: {StringEquals: {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/app-boundary"}}
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1548.005]
#   cwe: [CWE-269]
boundary_removal_allowed contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, changing_boundaries)
	finding := result.of_statement(item, lib.action_path(item, changing_boundaries))
}

changing_boundaries := {"iam:deleterolepermissionsboundary", "iam:deleteuserpermissionsboundary", "iam:putrolepermissionsboundary", "iam:putuserpermissionsboundary"}

# METADATA
# title: Permission to assume any role
# description: >-
#   The statement allows assuming every role that trusts the account, including administrator roles.
# custom:
#   severity: high
#   message: "{statement} allows assuming any role, so anyone with this permission can act as every role that trusts the account"
#   whether: "{resource} allows assuming any role"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "sts:assumerole"
#       "policies[].statements[].actions[]": "sts:assumerole"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "sts:assumerole"
#       "statements[].actions[]": "sts:assumerole"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Restrict the statement to the role that is needed
#     terraform: |
#       statement {
#         actions   = ["sts:AssumeRole"]
#         resources = ["arn:aws:iam::123456789012:role/reporting"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["sts:AssumeRole"]
#         Resource: arn:aws:iam::123456789012:role/reporting
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1550.001, T1548.005]
#   cwe: [CWE-269]
assume_any_role contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, {"sts:assumerole"})
	finding := result.of_statement(item, lib.resource_path(item))
}
