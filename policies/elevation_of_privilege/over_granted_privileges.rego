# METADATA
# title: Privileges without a boundary or review
# description: >-
#   Without a boundary, permissions grow with every policy that is added. Permissions attached to a single user are
#   often not reviewed when that person changes jobs. An attacker who takes over such a principal has permissions that
#   were long forgotten.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#   description: "IAM: permissions boundaries"
# custom:
#   origin: ecs-article
#   actors: [privileged-attacker]
#   flow: "asset: AWS account"
#   targets: [resource.account, resource.task-role]
#   mitre: [T1078.004, T1098.003]
#   cwe: [CWE-250, CWE-266]
package stride.elevation_of_privilege.over_granted_privileges

import data.stride.lib
import data.stride.result

# METADATA
# title: Task role without a permissions boundary
# description: >-
#   A permissions boundary is the upper limit of what a role's policies can grant. Without one, anyone who can attach or
#   edit the role's policies can give code in the task any permission.
# custom:
#   severity: low
#   message: task role {resource} has no permissions boundary, so nothing limits what its policies can grant
#   unless: task role {resource} has a permissions boundary
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       permissions_boundary: null
#   subject: iam.role
#   targets: [resource.task-role]
#   basis: control
#   remediation:
#     fix: Set a permissions boundary
#     terraform: permissions_boundary = aws_iam_policy.task_boundary.arn
#     cloudformation: 'PermissionsBoundary: !Ref TaskBoundary'
#   opt_in: true
#   mitre: [T1098.003]
#   cwe: [CWE-250]
missing_permissions_boundary contains finding if {
	some role in lib.roles
	lib.task_role(role)
	lib.missing(role.values, ["permissions_boundary"])
	finding := result.at(role, ["permissions_boundary"])
}

# METADATA
# title: Policy attached directly to a user
# description: >-
#   The permissions are attached to one user instead of to a group or role. They are often not reviewed, and remain when
#   a person changes jobs or a program is retired. An attacker who takes over the user has them.
# custom:
#   severity: low
#   message: "{resource} attaches permissions directly to a user, so reviews miss them and they outlive their purpose"
#   whether: "{resource} attaches permissions directly to a user"
#   reads:
#     iam.user:
#       "policies[].kind": inline
#     iam.policy:
#       users: [elsewhere]
#     aws_iam_user_policy_attachment: {}
#     aws_iam_policy_attachment:
#       users: [elsewhere]
#   subject: iam.user
#   targets: [resource.account]
#   remediation:
#     fix: Attach the policy to a group instead, and add the user to it (let a CI system assume a role)
#     terraform: |
#       resource "aws_iam_group_policy_attachment" "developers" {
#         group      = aws_iam_group.developers.name
#         policy_arn = aws_iam_policy.developers.arn
#       }
#
#       resource "aws_iam_user_group_membership" "developer" {
#         user   = aws_iam_user.developer.name
#         groups = [aws_iam_group.developers.name]
#       }
#     cloudformation: 'Groups: [!Ref Developers]'
#   peers: [CKV_AWS_40, IAM.2]
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-266]
#   security_hub: [IAM.2]
policy_attached_to_user contains finding if {
	some user in lib.of_type("iam.user")
	some i, _ in user.values.policies
	finding := result.at(user, ["policies", i])
}

# What names a user outside the unit.
policy_attached_to_user contains finding if {
	some attachment in lib.of_type("aws_iam_user_policy_attachment")
	not attachment.id in seen_at_users
	finding := result.at(attachment, ["policy_arn"])
}

policy_attached_to_user contains finding if {
	some attachment in lib.of_type("aws_iam_policy_attachment")
	not attachment.id in seen_at_users
	count(attachment.values.users) > 0
	finding := result.at(attachment, ["users"])
}

policy_attached_to_user contains finding if {
	some policy in lib.of_type("iam.policy")
	policy.source_type != "aws_iam_policy"
	not policy.id in seen_at_users
	count(policy.values.users) > 0
	finding := result.at(policy, ["users"])
}

# What is folded into a user of the unit is reported there.
seen_at_users := {id |
	some user in lib.of_type("iam.user")
	some id in user.satellites
}
