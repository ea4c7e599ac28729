# METADATA
# title: Over-privileged task roles read S3, secrets and other data
# description: >-
#   A task acts with the permissions of its role. An attacker who runs code in one container, or has one user's access
#   key, can read and change everything that the policies allow.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#   description: "IAM: security best practices"
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
#   description: "Amazon ECS: best practices for IAM roles"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "tasks -> S3, secrets and other assets"
#   targets: ["flow.data@task-role", "flow.aws-api@task-role", resource.principal]
#   mitre: [T1078.004, T1530]
#   cwe: [CWE-250, CWE-732]
package stride.information_disclosure.excessive_iam_permissions

import data.stride.lib
import data.stride.result

# METADATA
# title: Administrator policy attached
# description: >-
#   AdministratorAccess, PowerUserAccess and IAMFullAccess are for account administrators. Attached to any other
#   principal, they let one stolen session take over the account.
# custom:
#   severity: critical
#   message: "{resource} grants {fact.policy}, so one stolen session controls the account"
#   whether: "{resource} grants an administrator policy"
#   reads:
#     iam.role:
#       "policies[].kind": aws_managed
#       "policies[].name": AdministratorAccess
#       "policies[].arn": arn:aws:iam::aws:policy/AdministratorAccess
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": Service
#       "trust_policy.statements[].principals[].id": ecs-tasks.amazonaws.com
#     iam.user: &same
#       "policies[].kind": aws_managed
#       "policies[].name": AdministratorAccess
#       "policies[].arn": arn:aws:iam::aws:policy/AdministratorAccess
#     iam.group: *same
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     fix: Detach it, and attach a custom policy that allows only what is needed
#     terraform: |
#       # in the attachment
#       policy_arn = aws_iam_policy.app.arn
#
#       resource "aws_iam_policy" "app" {
#         name = "app"
#         policy = jsonencode({
#           Version = "2012-10-17"
#           Statement = [{
#             Effect   = "Allow"
#             Action   = ["s3:GetObject"]
#             Resource = "arn:aws:s3:::app-assets/*"
#           }]
#         })
#       }
#     cloudformation: |
#       ManagedPolicyArns: [!Ref AppPolicy]
#
#       AppPolicy:
#         Type: AWS::IAM::ManagedPolicy
#         Properties:
#           PolicyDocument:
#             Version: "2012-10-17"
#             Statement:
#               - Effect: Allow
#                 Action: ["s3:GetObject"]
#                 Resource: arn:aws:s3:::app-assets/*
#   peers: [CKV_AWS_274]
#   mitre: [T1078.004, T1098.003]
#   cwe: [CWE-250]
administrator_policy_attached contains finding if {
	some type in ["iam.role", "iam.user", "iam.group"]
	some principal in lib.of_type(type)
	some i, policy in principal.values.policies
	name := lib.aws_policy(policy)
	name in {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}
	finding := result.facts(principal, ["policies", i], {"policy": name, "severity": severity_of(principal, name)})
}

# A program open to strangers hands the account to them; elsewhere an attacker has to be an insider first.
severity_of(principal, name) := "critical" if runs_programs(principal, name)

severity_of(principal, name) := "high" if not runs_programs(principal, name)

runs_programs(principal, name) if {
	principal.type == "iam.role"
	name != "PowerUserAccess"
	some service in lib.trusted_services(principal)
	service in {"ecs-tasks", "ec2", "lambda"}
}

# METADATA
# title: Full-access policy attached to a task role
# description: >-
#   An AWS managed policy whose name ends in FullAccess allows all actions of a service on all of its resources in the
#   account. A task needs some of the actions, on some of the resources.
# custom:
#   severity: high
#   message: "{resource} grants a task {fact.policy}, so an attacker in the task controls all of that service"
#   whether: "{resource} grants a task a full-access policy"
#   reads:
#     iam.role:
#       passed_to_tasks: true
#       "policies[].kind": aws_managed
#       "policies[].name": AmazonS3FullAccess
#       "policies[].arn": arn:aws:iam::aws:policy/AmazonS3FullAccess
#   remediation:
#     fix: Detach it, and attach a custom policy that allows only what is needed
#     terraform: |
#       # in the attachment
#       policy_arn = aws_iam_policy.app.arn
#
#       resource "aws_iam_policy" "app" {
#         name = "app"
#         policy = jsonencode({
#           Version = "2012-10-17"
#           Statement = [{
#             Effect   = "Allow"
#             Action   = ["s3:GetObject"]
#             Resource = "arn:aws:s3:::app-assets/*"
#           }]
#         })
#       }
#     cloudformation: |
#       ManagedPolicyArns: [!Ref AppPolicy]
#
#       AppPolicy:
#         Type: AWS::IAM::ManagedPolicy
#         Properties:
#           PolicyDocument:
#             Version: "2012-10-17"
#             Statement:
#               - Effect: Allow
#                 Action: ["s3:GetObject"]
#                 Resource: arn:aws:s3:::app-assets/*
#   yields_to: [excessive-iam-permissions.wildcard-action, excessive-iam-permissions.administrator-policy-attached]
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-732]
full_access_policy_attached contains finding if {
	some role in lib.roles
	lib.task_role(role)
	some i, policy in role.values.policies
	name := lib.aws_policy(policy)
	endswith(name, "FullAccess")
	finding := result.facts(role, ["policies", i], {"policy": name})
}
