# Who may change what services run.
package stride.tampering.task_definition_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Permission to replace any task definition
# description: >-
#   The statement allows registering a revision of any family, or pointing any service at another task definition.
#   Anyone it applies to decides what runs in the account, with any role that can be passed.
# custom:
#   severity: high
#   message: "{statement} allows {fact.change}, so anyone with this permission decides what services run"
#   whether: "{resource} allows replacing any task definition"
#   reads:
#     iam.role:
#       "trust_policy.statements[].principals[].type": Service
#       "trust_policy.statements[].principals[].id": lambda.amazonaws.com
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "ecs:registertaskdefinition"
#       "policies[].statements[].actions[]": "ecs:registertaskdefinition"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.user: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "ecs:registertaskdefinition"
#       "policies[].statements[].actions[]": "ecs:registertaskdefinition"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "ecs:registertaskdefinition"
#       "statements[].actions[]": "ecs:registertaskdefinition"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Let only the deployment pipeline update services, and restrict it to its own service and cluster
#     terraform: |
#       statement {
#         actions   = ["ecs:UpdateService"]
#         resources = ["arn:aws:ecs:eu-west-1:123456789012:service/production/web"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["ecs:UpdateService"]
#         Resource: arn:aws:ecs:eu-west-1:123456789012:service/production/web
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1525, T1610]
#   cwe: [CWE-732, CWE-269]
unrestricted_task_registration contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, {"ecs:registertaskdefinition", "ecs:updateservice"})
	not for_scaling(item.resource)
	facts := object.union(changes(item.statement), {"related": item.related})
	finding := result.facts(item.resource, changed_at(item), facts)
}

# No resource narrows who may register: of two actions that one has to go.
changed_at(item) := lib.action_path(item, {"ecs:registertaskdefinition"}) if names_registering(item)

changed_at(item) := lib.action_path(item, {"ecs:updateservice"}) if not names_registering(item)

names_registering(item) if count(lib.action_places(item.statement, {"ecs:registertaskdefinition"})) > 0

changes(statement) := {"change": "replacing any task definition"} if lib.grants_any(statement, {"ecs:registertaskdefinition"})

# What is registered is all that a service can be moved to.
changes(statement) := {"change": "moving any service to any registered task definition", "severity": "medium"} if {
	not lib.grants_any(statement, {"ecs:registertaskdefinition"})
}

# Application Auto Scaling sets the number of a service's tasks and nothing else, whatever its role may do; AWS's own policy for it
# names every service.
for_scaling(role) if {
	principals := {concat(" ", [principal.type, principal.id]) |
		some statement in role.values.trust_policy.statements
		some principal in statement.principals
	}
	count(principals) > 0
	count([principal | some principal in principals; not only_scales(principal)]) == 0
}

only_scales(principal) if principal == "Service application-autoscaling.amazonaws.com"

# A service that is not known: the name of a known one has dots.
only_scales(principal) if {
	startswith(principal, "Service ")
	not contains(principal, ".")
}

# METADATA
# title: Permission to open an ECS Exec session in any container
# description: >-
#   The statement allows opening an ECS Exec session in any container of any cluster that has ECS Exec enabled. Anyone
#   it applies to can change what runs there with the task's role. This bypasses the image and the task definition.
# custom:
#   severity: high
#   message: "{statement} allows ECS Exec sessions in any container, so anyone with this permission can act with the task's role"
#   whether: "{resource} allows ECS Exec sessions in any container"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "ecs:executecommand"
#       "policies[].statements[].actions[]": "ecs:executecommand"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "ecs:executecommand"
#       "statements[].actions[]": "ecs:executecommand"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Restrict the statement to tasks with a tag
#     terraform: |
#       condition {
#         test     = "StringEquals"
#         variable = "aws:ResourceTag/debug"
#         values   = ["allowed"]
#       }
#     cloudformation: 'Condition: {StringEquals: {"aws:ResourceTag/debug": allowed}}'
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   - task-definition-tampering.unrestricted-task-registration
#   mitre: [T1651, T1609]
#   cwe: [CWE-732, CWE-269]
unrestricted_execute_command contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, {"ecs:executecommand"})
	finding := result.of_statement(item, lib.resource_path(item))
}
