# What the statements of policies allow.
package stride.information_disclosure.excessive_iam_permissions

import data.stride.lib
import data.stride.result

# METADATA
# title: Policy allows every action on every resource
# description: >-
#   The statement allows every AWS action. An attacker who gets these permissions controls the account: its data, its
#   logs and its other roles.
# custom:
#   severity: critical
#   message: "{statement} allows every action on every resource, so anyone with this permission controls the account"
#   whether: "{resource} allows every action on every resource"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].admin": true
#       "policies[].statements[].actions[]": "*"
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].admin": true
#       "statements[].actions[]": "*"
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     fix: Allow only the actions and resources the program needs
#     terraform: |
#       statement {
#         actions   = ["s3:GetObject"]
#         resources = ["arn:aws:s3:::app-assets/*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["s3:GetObject"]
#         Resource: arn:aws:s3:::app-assets/*
#   peers: [CKV_AWS_62, CKV_AWS_63, IAM.1]
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-732]
#   security_hub: [IAM.1]
wildcard_action contains finding if {
	some item in lib.allowed
	not item.aws
	item.statement.admin == true
	not item.statement.restricted == true
	finding := result.of_statement(item, array.concat(item.path, ["actions"]))
}

# METADATA
# title: Policy allows every action of a service on every resource
# description: >-
#   The statement allows all actions of a service on all resources in the account. That includes deleting them, sharing
#   them and changing who has access.
# custom:
#   severity: medium
#   message: "{statement} allows {value} on every resource, so anyone with this permission controls the whole service"
#   whether: "{resource} allows every action of a service on every resource"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].actions[]": "sqs:*"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].actions[]": "sqs:*"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     fix: Allow only the actions and resources the program needs
#     terraform: |
#       statement {
#         actions   = ["<service>:<Action>"]
#         resources = ["<ARN of what the program uses>"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["<service>:<Action>"]
#         Resource: "<ARN of what the program uses>"
#     cases:
#       s3:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["s3:GetObject", "s3:PutObject"]
#             resources = ["arn:aws:s3:::app-assets/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["s3:GetObject", "s3:PutObject"]
#             Resource: arn:aws:s3:::app-assets/*
#       ssm:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["ssm:GetParameter", "ssm:GetParameters"]
#             resources = ["arn:aws:ssm:eu-west-1:123456789012:parameter/app/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["ssm:GetParameter", "ssm:GetParameters"]
#             Resource: arn:aws:ssm:eu-west-1:123456789012:parameter/app/*
#       secretsmanager:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["secretsmanager:GetSecretValue"]
#             resources = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["secretsmanager:GetSecretValue"]
#             Resource: arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/*
#       kms:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
#             resources = ["arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["kms:Decrypt", "kms:GenerateDataKey"]
#             Resource: arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
#       dynamodb:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
#             resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["dynamodb:GetItem", "dynamodb:PutItem"]
#             Resource: arn:aws:dynamodb:eu-west-1:123456789012:table/orders
#       logs:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
#             resources = ["arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/app:*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["logs:CreateLogStream", "logs:PutLogEvents"]
#             Resource: arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/app:*
#       sqs:
#         fix: Allow only the actions and resources the program needs
#         terraform: |
#           statement {
#             actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
#             resources = ["arn:aws:sqs:eu-west-1:123456789012:orders"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
#             Resource: arn:aws:sqs:eu-west-1:123456789012:orders
#   peers: [IAM.21]
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   - task-definition-tampering.unrestricted-task-registration
#   - container-image-tampering.task-can-push-images
#   - cloudwatch-log-tampering.task-can-delete-logs
#   - service-role-misuse.overprivileged-execution-role
#   - iam-role-escalation.self-modifying-role
#   - detection-disabled.task-can-disable-detection
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-732]
#   security_hub: [IAM.21]
service_wildcard_action contains finding if {
	some item in lib.allowed
	not item.aws
	lib.unrestricted(item.statement)
	some k, action in item.statement.actions
	regex.match(`^[a-z0-9-]+:\*+$`, lower(action))
	service := split(lower(action), ":")[0]
	not service in without_resources
	not lib.on_another_service(item.statement, service)
	finding := result.facts(item.resource, array.concat(item.path, ["actions", k]), {"related": item.related, "case": service})
}

# Services whose actions cannot be restricted to a resource (Service Authorization Reference).
without_resources := {"ssmmessages", "ec2messages"}

# METADATA
# title: Permission to read data on every resource
# description: >-
#   It allows reading objects, files, secrets, parameters, rows or data encrypted with a KMS key anywhere in
#   the account. That includes the data of other applications.
# custom:
#   severity: high
#   message: "{statement} allows {fact.actions} on every resource, so {fact.harm}"
#   whether: "{resource} allows reading data on every resource"
#   reads:
#     iam.role:
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "secretsmanager:getsecretvalue"
#       "policies[].statements[].actions[]": "secretsmanager:getsecretvalue"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": Service
#       "trust_policy.statements[].principals[].id": ecs-tasks.amazonaws.com
#     iam.user: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "secretsmanager:getsecretvalue"
#       "policies[].statements[].actions[]": "secretsmanager:getsecretvalue"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "secretsmanager:getsecretvalue"
#       "statements[].actions[]": "secretsmanager:getsecretvalue"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Allow only the resources the program reads
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
#       elasticfilesystem:
#         fix: Allow only the program's file system and access point
#         terraform: |
#           statement {
#             actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
#             resources = [aws_efs_file_system.app.arn]
#             condition {
#               test     = "StringEquals"
#               variable = "elasticfilesystem:AccessPointArn"
#               values   = [aws_efs_access_point.app.arn]
#             }
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
#             Resource: !GetAtt FileSystem.Arn
#             Condition: {StringEquals: {"elasticfilesystem:AccessPointArn": !GetAtt AccessPoint.Arn}}
#       ssm:
#         fix: Allow only the resources the program reads
#         terraform: |
#           statement {
#             actions   = ["ssm:GetParameter", "ssm:GetParameters"]
#             resources = ["arn:aws:ssm:eu-west-1:123456789012:parameter/app/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["ssm:GetParameter", "ssm:GetParameters"]
#             Resource: arn:aws:ssm:eu-west-1:123456789012:parameter/app/*
#       s3:
#         fix: Allow only the resources the program reads
#         terraform: |
#           statement {
#             actions   = ["s3:GetObject"]
#             resources = ["arn:aws:s3:::app-assets/*"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["s3:GetObject"]
#             Resource: arn:aws:s3:::app-assets/*
#       kms:
#         fix: Allow only the resources the program reads
#         terraform: |
#           statement {
#             actions   = ["kms:Decrypt"]
#             resources = ["arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["kms:Decrypt"]
#             Resource: arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
#       dynamodb:
#         fix: Allow only the resources the program reads
#         terraform: |
#           statement {
#             actions   = ["dynamodb:GetItem", "dynamodb:Query"]
#             resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["dynamodb:GetItem", "dynamodb:Query"]
#             Resource: arn:aws:dynamodb:eu-west-1:123456789012:table/orders
#       rds-data:
#         fix: Allow only the resources the program reads
#         terraform: |
#           statement {
#             actions   = ["rds-data:ExecuteStatement"]
#             resources = ["arn:aws:rds:eu-west-1:123456789012:cluster:orders"]
#           }
#         cloudformation: |
#           - Effect: Allow
#             Action: ["rds-data:ExecuteStatement"]
#             Resource: arn:aws:rds:eu-west-1:123456789012:cluster:orders
#   peers: [CKV_AWS_108, CKV_AWS_288]
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   - service-role-misuse.execution-role-reads-all-secrets
#   mitre: [T1530, T1555.006]
#   cwe: [CWE-732, CWE-200]
unrestricted_data_access contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, data_actions)
	harm := readers[reader(item)]
	facts := {
		"related": item.related,
		"severity": harm.severity,
		"harm": harm.what,
		"actions": lib.named_actions(item.statement, data_actions),
		"case": lib.service_of(item, data_actions),
	}
	finding := result.facts(item.resource, lib.resource_path(item), facts)
}

readers := {
	"program": {"severity": "high", "what": "an attacker in its program can read the data of all others"},
	"service": {"severity": "low", "what": "anyone who can direct that service can read it"},
	"somebody": {"severity": "high", "what": "one stolen session can read the data of all programs"},
}

reader(item) := "somebody" if item.resource.type != "iam.role"

reader(item) := "service" if {
	item.resource.type == "iam.role"
	lib.of_services_alone(item.resource)
}

reader(item) := "program" if {
	item.resource.type == "iam.role"
	lib.runs_code(item.resource)
}

reader(item) := "somebody" if {
	item.resource.type == "iam.role"
	not lib.of_services_alone(item.resource)
	not lib.runs_code(item.resource)
}

data_actions := {
	"s3:getobject", "secretsmanager:getsecretvalue", "ssm:getparameter", "ssm:getparameters", "ssm:getparametersbypath",
	"ssm:getparameterhistory", "kms:decrypt", "dynamodb:getitem", "dynamodb:batchgetitem", "dynamodb:scan", "dynamodb:query", "rds-data:executestatement",
	"elasticfilesystem:clientmount", "elasticfilesystem:clientwrite",
}

# METADATA
# title: Statement allows everything except a list
# description: >-
#   With NotAction or NotResource the statement allows everything that it does not list. That includes every action and
#   resource that AWS or the account adds later.
# custom:
#   severity: high
#   message: "{statement} allows everything except what it lists, so it also allows what AWS adds later"
#   whether: "{resource} allows everything except what it lists"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].not_actions": ["iam:*"]
#       "policies[].statements[].not_resources": ["arn:aws:s3:::payroll/*"]
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].not_actions": ["iam:*"]
#       "statements[].not_resources": ["arn:aws:s3:::payroll/*"]
#   subject: [iam.role, iam.user, iam.group]
#   remediation:
#     fix: List what is allowed, and deny exceptions in a separate statement
#     terraform: |
#       statement {
#         actions   = ["s3:GetObject"]
#         resources = ["arn:aws:s3:::app-assets/*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["s3:GetObject"]
#         Resource: arn:aws:s3:::app-assets/*
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-732]
allow_not_action contains finding if {
	some item in lib.allowed
	not item.aws
	some key in ["not_actions", "not_resources"]
	lib.present(item.statement, [key])
	finding := result.of_statement(item, item.path)
}
