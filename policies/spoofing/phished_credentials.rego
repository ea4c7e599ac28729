# METADATA
# title: Phished credentials without MFA
# description: >-
#   If MFA is not required, one password typed into the wrong page is enough. The attacker signs in as that person, to
#   the console or to the program, with all of that person's permissions.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
#   description: "AWS multi-factor authentication in IAM"
# custom:
#   origin: ecs-article
#   actors: [privileged-attacker]
#   flow: "asset: AWS account"
#   targets: [resource.account]
#   mitre: [T1566, T1078.004]
#   cwe: [CWE-308]
package stride.spoofing.phished_credentials

import data.stride.lib
import data.stride.result

# METADATA
# title: Console password without MFA
# description: >-
#   The user signs in to the console with a password, and no policy denies the permissions until MFA is used. An
#   attacker who phishes the password has the session.
# custom:
#   severity: high
#   message: user {resource} can sign in to the console without MFA, so one phished password gives an attacker its permissions
#   unless: user {resource} needs MFA to sign in to the console
#   reads:
#     iam.user:
#       login_profile: {}
#       "policies[].kind": inline
#       "policies[].statements[].effect": allow
#       "policies[].statements[].conditions": [{operator: Bool, key: aws:multifactorauthpresent, values: ["true"]}]
#       groups: []
#       "group_policies[].statements[].effect": allow
#     iam.group: &same
#       "policies[].kind": inline
#       "policies[].statements[].effect": allow
#       "policies[].statements[].conditions": [{operator: Bool, key: aws:multifactorauthpresent, values: ["true"]}]
#     iam.role: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].conditions": [{operator: Bool, key: aws:multifactorauthpresent, values: ["true"]}]
#   subject: [iam.user, iam.group]
#   basis: control
#   remediation:
#     fix: Deny everything except setting up an MFA device until MFA is used
#     terraform: |
#       statement {
#         effect      = "Deny"
#         not_actions = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"]
#         resources   = ["*"]
#         condition {
#           test     = "BoolIfExists"
#           variable = "aws:MultiFactorAuthPresent"
#           values   = ["false"]
#         }
#       }
#     cloudformation: |
#       - Effect: Deny
#         NotAction: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"]
#         Resource: "*"
#         Condition: {BoolIfExists: {"aws:MultiFactorAuthPresent": "false"}}
#   peers: [IAM.5]
#   mitre: [T1566, T1078.004]
#   cwe: [CWE-308]
#   security_hub: [IAM.5]
console_login_without_mfa contains finding if {
	some user in lib.of_type("iam.user")
	lib.present(user.values, ["login_profile"])
	count(enforcing) == 0
	not perhaps_enforced(user)
	finding := result.at(user, ["login_profile"])
}

# The statements of the unit that deny permissions to sessions without a second factor.
enforcing := found if {
	found := [statement | some statement in statements; denies_without_mfa(statement)]
}

statements := found if {
	own := [statement |
		some type in ["iam.user", "iam.group", "iam.role"]
		some principal in lib.of_type(type)
		some policy in object.get(principal.values, "policies", [])
		some statement in object.get(policy, "statements", [])
	]
	shared := [statement |
		some policy in lib.of_type("iam.policy")
		some statement in object.get(policy.values, "statements", [])
	]
	found := array.concat(own, shared)
}

denies_without_mfa(statement) if {
	statement.effect == "deny"
	some condition in statement.conditions
	condition.key == "aws:multifactorauthpresent"
	without_mfa(lower(condition.operator), {lower(value) | some value in condition.values})
}

without_mfa(operator, values) if {
	operator in {"bool", "boolifexists"}
	not "true" in values
}

# The key is missing in a request without a session that knows of a second factor.
without_mfa("null", values) if not "false" in values

# A policy or a group that is not in the unit may hold such a statement.
perhaps_enforced(user) if {
	some policy in user.values.policies
	unreadable(policy)
}

perhaps_enforced(user) if {
	some group in object.get(user.values, "group_policies", [])
	count(object.get(group, "statements", [])) == 0
}

perhaps_enforced(user) if {
	some g, _ in user.values.groups
	some group in lib.targets(user, ["groups", g])
	some policy in group.values.policies
	unreadable(policy)
}

unreadable(policy) if {
	policy.kind == "customer_managed"
	count(object.get(policy, "statements", [])) == 0
}

# METADATA
# title: Administrator without MFA
# description: >-
#   The user or group has administrator permissions with only a password or an access key. An attacker who phishes
#   either one controls the account.
# custom:
#   severity: high
#   message: "{resource} grants administrator permissions without MFA, so one phished password controls the account"
#   whether: "{resource} grants administrator permissions without MFA"
#   reads:
#     iam.user: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].name": AdministratorAccess
#       "policies[].arn": arn:aws:iam::aws:policy/AdministratorAccess
#       "policies[].statements[].effect": allow
#       "policies[].statements[].admin": true
#       "policies[].statements[].actions[]": "*"
#       "policies[].statements[].conditions": [{operator: StringEquals, key: aws:requestedregion, values: ["false"]}]
#     iam.group: *same
#     iam.policy:
#       users: [elsewhere]
#       groups: [elsewhere]
#       "statements[].effect": allow
#       "statements[].admin": true
#       "statements[].actions[]": "*"
#       "statements[].conditions": [{operator: StringEquals, key: aws:requestedregion, values: ["false"]}]
#     aws_iam_user_policy_attachment:
#       policy_arn: arn:aws:iam::aws:policy/AdministratorAccess
#     aws_iam_group_policy_attachment:
#       policy_arn: arn:aws:iam::aws:policy/AdministratorAccess
#   subject: [iam.user, iam.group]
#   basis: control
#   remediation:
#     fix: Put administrator permissions in a role that requires MFA, and let the user only assume that role (the condition stands in the role's trust policy)
#     terraform: |
#       statement {
#         actions = ["sts:AssumeRole"]
#         principals {
#           type        = "AWS"
#           identifiers = [aws_iam_user.admin.arn]
#         }
#         condition {
#           test     = "Bool"
#           variable = "aws:MultiFactorAuthPresent"
#           values   = ["true"]
#         }
#       }
#     cloudformation: |
#       AssumeRolePolicyDocument:
#         Version: "2012-10-17"
#         Statement:
#           - Effect: Allow
#             Principal: {AWS: !GetAtt Admin.Arn}
#             Action: sts:AssumeRole
#             Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}
#   yields_to: [excessive-iam-permissions.wildcard-action]
#   mitre: [T1566, T1078.004]
#   cwe: [CWE-308, CWE-250]
admin_without_mfa contains finding if {
	some item in lib.allowed_to_people
	not item.aws
	item.statement.admin == true
	not lib.demands_mfa(item.statement)
	finding := result.of_statement(item, array.concat(item.path, ["actions"]))
}

admin_without_mfa contains finding if {
	some type in ["iam.user", "iam.group"]
	some principal in lib.of_type(type)
	some i, policy in principal.values.policies
	lib.aws_policy(policy) == "AdministratorAccess"
	finding := result.at(principal, ["policies", i])
}

# What is attached to a user or group outside the unit.
admin_without_mfa contains finding if {
	some type in ["aws_iam_user_policy_attachment", "aws_iam_group_policy_attachment"]
	some attachment in lib.of_type(type)
	not attachment.id in seen_at_people
	endswith(attachment.values.policy_arn, ":iam::aws:policy/AdministratorAccess")
	finding := result.at(attachment, ["policy_arn"])
}

seen_at_people := {id |
	some type in ["iam.user", "iam.group"]
	some principal in lib.of_type(type)
	some id in principal.satellites
}

# METADATA
# title: User pool without MFA
# description: >-
#   The program's users sign in with only a password. An attacker who phishes it, or finds it in another site's leak,
#   can sign in as that user.
# custom:
#   severity: medium
#   message: user pool {resource} has MFA disabled, so a phished password is enough to sign in
#   unless: user pool {resource} requires MFA
#   reads:
#     cognito.user_pool:
#       mfa_configuration: "OFF"
#   basis: control
#   remediation:
#     fix: Require MFA
#     terraform: |
#       mfa_configuration = "ON"
#       software_token_mfa_configuration {
#         enabled = true
#       }
#     cloudformation: |
#       MfaConfiguration: "ON"
#       EnabledMfas: [SOFTWARE_TOKEN_MFA]
#   mitre: [T1566, T1110.004]
#   cwe: [CWE-308]
user_pool_mfa_off contains finding if {
	some pool in lib.of_type("cognito.user_pool")
	object.get(pool.values, "mfa_configuration", "OFF") == "OFF"
	finding := result.at(pool, ["mfa_configuration"])
}

# METADATA
# title: Secret that is never rotated
# description: >-
#   A password or token that was read once, from a log, a shell or a stolen session, works until someone changes it by
#   hand.
# custom:
#   severity: low
#   message: nothing in this code rotates secret {resource}, so a stolen value works until someone changes it
#   unless: secret {resource} is rotated
#   targets: [resource.account]
#   reads:
#     secretsmanager.secret:
#       rotated: null
#   basis: control
#   remediation:
#     fix: Let Secrets Manager rotate the secret
#     terraform: |
#       resource "aws_secretsmanager_secret_rotation" "db" {
#         secret_id           = aws_secretsmanager_secret.db.id
#         rotation_lambda_arn = aws_lambda_function.rotate.arn
#         rotation_rules {
#           automatically_after_days = 30
#         }
#       }
#     cloudformation: |
#       Rotation:
#         Type: AWS::SecretsManager::RotationSchedule
#         Properties:
#           SecretId: !Ref DatabaseSecret
#           RotationLambdaARN: !GetAtt Rotate.Arn
#           RotationRules: {AutomaticallyAfterDays: 30}
#     cases:
#       terraform-aws-modules/secrets-manager:
#         fix: Let Secrets Manager rotate the secret
#         terraform: |
#           enable_rotation     = true
#           rotation_lambda_arn = aws_lambda_function.rotate.arn
#           rotation_rules = {
#             automatically_after_days = 30
#           }
#   peers: [CKV2_AWS_57, SecretsManager.1]
#   security_hub: [SecretsManager.1]
#   opt_in: true
#   mitre: [T1078]
#   cwe: [CWE-324]
secret_not_rotated contains finding if {
	some secret in lib.of_type("secretsmanager.secret")
	not secret.values.rotated == true
	lib.closed(secret)
	finding := result.at(secret, ["rotated"])
}
