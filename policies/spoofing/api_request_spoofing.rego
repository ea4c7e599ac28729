# METADATA
# title: Forged ECS API requests create or modify tasks
# description: >-
#   Anyone who has a valid credential can call the ECS API as its owner. They can register a task definition, start
#   tasks with any role that can be passed, and open ECS Exec sessions. Keys that never expire, roles that trust too
#   many principals, and calls without MFA make such a credential easy to obtain.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#   description: "IAM: security best practices"
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam.html
#   description: "Identity and access management for Amazon ECS"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "DevOps User -> AWS API (ECS API calls)"
#   targets: [flow.api, "flow.aws-api@task-role", element.api-gateway]
#   mitre: [T1078.004, T1550.001]
#   cwe: [CWE-290, CWE-798]
package stride.spoofing.api_request_spoofing

import data.stride.lib
import data.stride.result

# METADATA
# title: AWS keys in the provider block
# description: >-
#   The code contains the access key that is used to deploy. Anyone who can read the repository, a fork or a plan can
#   call AWS APIs with it until it is deactivated.
# custom:
#   severity: critical
#   message: "{resource} has a hardcoded {key}, so anyone who can read the code can call AWS with the deployment's permissions"
#   whether: "{resource} has hardcoded credentials"
#   reads:
#     provider.aws:
#       access_key: AKIAEXAMPLE
#       secret_key: a-key-of-the-account
#       "endpoints.*": https://ecs.eu-west-1.amazonaws.com
#   quiet:
#     provider.aws:
#       "endpoints.*": http://localhost:4566
#   remediation:
#     fix: Remove both keys, deactivate them in IAM, and let the provider use temporary credentials
#     terraform: |
#       provider "aws" {
#         region = "eu-west-1"
#         assume_role {
#           role_arn = "arn:aws:iam::123456789012:role/deploy"
#         }
#       }
#   peers: [CKV_AWS_41]
#   mitre: [T1552.001, T1078.004]
#   cwe: [CWE-798]
static_provider_credentials contains finding if {
	some provider in lib.of_type("provider.aws")
	not emulated(provider)
	some key in ["access_key", "secret_key"]
	literal(provider, key)
	not dummy(provider.values[key])
	finding := result.at(provider, [key])
}

# A literal text, not an attribute of something else.
literal(resource, key) if {
	value := lib.get(resource.values, [key])
	is_string(value)
	not lib.partly_known(value)
	not lib.refers(resource, [key])
}

# What emulators of AWS take for a key.
dummy(value) if regex.match(`^(test$|mock|fake|dummy)`, lower(trim_space(value)))

# Every endpoint that is given lies on the machine itself, as with LocalStack. An endpoint that is not known may be such a one.
emulated(resource) if {
	count(resource.values.endpoints) > 0
	count([url | some url in resource.values.endpoints; not local_endpoint(url)]) == 0
}

local_endpoint(url) if lib.loopback(lib.url_host(url))

# Names that LocalStack publishes for the loopback address.
local_endpoint(url) if regex.match(`(^|\.)localhost\.localstack\.cloud$`, lib.url_host(url))

# METADATA
# title: Long-lived IAM user access key
# description: >-
#   An access key is valid until it is deleted, from anywhere and without MFA. It is in the state file, and wherever it
#   was copied to.
# custom:
#   severity: high
#   message: access key {resource} never expires, so anyone with a leaked copy can call the API as its user from anywhere
#   whether: access key {resource} is created
#   reads:
#     iam.access_key:
#       status: Active
#   remediation:
#     fix: Deactivate and delete the key, and let the program assume a role (a pipeline outside AWS through OIDC federation)
#     terraform: |
#       resource "aws_iam_role" "deploy" {
#         assume_role_policy = data.aws_iam_policy_document.pipeline_trust.json
#       }
#     cloudformation: |
#       DeployRole:
#         Type: AWS::IAM::Role
#   mitre: [T1098.001, T1552.001]
#   cwe: [CWE-798, CWE-324]
long_lived_access_key contains finding if {
	some key in lib.of_type("iam.access_key")
	lower(object.get(key.values, "status", "Active")) == "active"
	finding := result.at(key, [])
}

# METADATA
# title: Role that anyone can assume
# description: >-
#   The trust policy allows every principal. Any principal of any AWS account can assume the role and call the API
#   with all of its permissions.
# custom:
#   severity: critical
#   message: role {resource} trusts every principal, so any AWS account can call the API with its permissions
#   whether: role {resource} trusts every principal
#   reads:
#     iam.resource_policy:
#       kind: iam.role
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#     iam.role:
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": AWS
#       "trust_policy.statements[].principals[].id": "*"
#       "trust_policy.statements[].restricted": false
#   subject: account_trust
#   remediation:
#     fix: Trust only the principals that need the role
#     terraform: |
#       principals {
#         type        = "AWS"
#         identifiers = ["arn:aws:iam::123456789012:role/deploy"]
#       }
#     cloudformation: 'Principal: {AWS: "arn:aws:iam::123456789012:role/deploy"}'
#   peers: [CKV_AWS_60]
#   mitre: [T1078.004, T1199]
#   cwe: [CWE-284, CWE-732]
wildcard_trust_principal contains finding if {
	some role in lib.roles
	some i, statement in object.get(role.values, ["trust_policy", "statements"], [])
	lib.open_to_world(statement)
	some k, principal in statement.principals
	principal.type in {"*", "AWS"}
	principal.id == "*"
	# An unknown ID that names an account is not every principal.
	lib.missing(principal, ["account"])
	finding := result.at(role, ["trust_policy", "statements", i, "principals", k, "id"])
}

wildcard_trust_principal contains finding if {
	some document in lib.documents_for("iam.role")
	some i, statement in document.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(document, ["policy", "statements", i, "principals"])
}

# METADATA
# title: OIDC trust without a subject condition
# description: >-
#   An identity provider such as GitHub signs tokens for all of its customers. If the trust policy does not restrict the
#   token's subject, anyone with an account there can assume the role.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html
#   description: "IAM: identity-provider controls for shared OIDC providers"
# custom:
#   severity: high
#   message: role {resource} trusts an OIDC provider for any subject, so anyone who can get a token there can assume it
#   whether: role {resource} trusts an OIDC provider for any subject
#   subject: federated_trust
#   reads:
#     iam.role:
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": Federated
#       "trust_policy.statements[].principals[].id": arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com
#       "trust_policy.statements[].principals[].provider": oidc
#       "trust_policy.statements[].conditions": [{operator: StringLike, key: token.actions.githubusercontent.com:sub, values: ["*"]}]
#   remediation:
#     fix: Restrict the subject of the token
#     terraform: |
#       condition {
#         test     = "StringLike"
#         variable = "token.actions.githubusercontent.com:sub"
#         values   = ["repo:example-org/deploy:ref:refs/heads/main"]
#       }
#     cloudformation: |
#       Condition:
#         StringLike: {"token.actions.githubusercontent.com:sub": "repo:example-org/deploy:ref:refs/heads/main"}
#   peers: [CKV_AWS_358]
#   mitre: [T1078.004, T1199]
#   cwe: [CWE-287, CWE-284]
oidc_trust_without_subject contains finding if {
	some role in lib.roles
	some i, statement in object.get(role.values, ["trust_policy", "statements"], [])
	trusts_oidc(statement)
	count(subjects(statement)) == 0
	finding := result.at(role, ["trust_policy", "statements", i, "conditions"])
}

# Conditions hold together: one that names the organisation is enough.
oidc_trust_without_subject contains finding if {
	some role in lib.roles
	some i, statement in object.get(role.values, ["trust_policy", "statements"], [])
	trusts_oidc(statement)
	count(closed_subjects(statement)) == 0
	some c in subjects(statement)
	some v in open_values(statement.conditions[c])
	finding := result.at(role, ["trust_policy", "statements", i, "conditions", c, "values", v])
}

# The subject conditions that leave nothing open: one of them is enough.
closed_subjects(statement) := found if {
	found := {at |
		some at in subjects(statement)
		count(open_values(statement.conditions[at])) == 0
	}
}

trusts_oidc(statement) if {
	statement.effect == "allow"
	some principal in statement.principals
	principal.type == "Federated"
	principal.provider == "oidc"
}

# The conditions that name a token's subject; a negated one names no subject.
subjects(statement) := found if {
	found := [c |
		some c
		condition := statement.conditions[c]
		endswith(condition.key, ":sub")
		regex.match(`^(foranyvalue:|forallvalues:)?string(equals|equalsignorecase|like)(ifexists)?$`, lower(condition.operator))
	]
}

# The values of a condition that leave open whose token it is. A wildcard is a wildcard under StringLike only; GitHub spells a subject
# `repo:organisation/repository:...`, others begin with the organisation's kind likewise.
open_values(condition) := found if {
	found := [v |
		contains(lower(condition.operator), "like")
		value := condition.values[v]
		open_subject(value)
	]
}

open_subject(value) if regex.match(`^([a-z_-]+:)?[*?]`, value)

# The owner's name has to end before the first wildcard: repo:Acme* is Acme-evil's too. Behind an immutable name stands an id.
open_subject(value) if {
	regex.match(`^repo:.*[*?]`, value)
	not regex.match(`^repo:[^*?/@]+[/@]`, value)
}

# METADATA
# title: External account root trusted without conditions
# description: >-
#   The trust policy names an account, so every principal that its administrators allow can assume the role. Without an
#   external ID, a third party can make that account act on its behalf (the confused deputy). Accounts of your own
#   organisation do not need an external ID. The setting `trusted_accounts` lists them.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#   description: "IAM: the confused deputy problem"
# custom:
#   severity: medium
#   message: role {resource} trusts an external account without an external ID, so any principal that account allows can assume it
#   whether: role {resource} trusts an external account without an external ID
#   subject: account_trust
#   reads:
#     iam.role:
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": AWS
#       "trust_policy.statements[].principals[].foreign": true
#       "trust_policy.statements[].principals[].id": "arn:aws:iam::999999999999:root"
#       "trust_policy.statements[].conditions": [{operator: StringEquals, key: aws:requestedregion, values: ["false"]}]
#   remediation:
#     fix: Require an agreed external ID (or add your own account to trusted_accounts under [settings] in stridelint.toml)
#     terraform: |
#       condition {
#         test     = "StringEquals"
#         variable = "sts:ExternalId"
#         values   = ["an-id-agreed-on"]
#       }
#     cloudformation: 'Condition: {StringEquals: {"sts:ExternalId": an-id-agreed-on}}'
#   peers: [CKV_AWS_61, KICS]
#   mitre: [T1199, T1078.004]
#   cwe: [CWE-441, CWE-284]
cross_account_trust_without_external_id contains finding if {
	some role in lib.roles
	some i, statement in object.get(role.values, ["trust_policy", "statements"], [])
	statement.effect == "allow"
	not meant_for_somebody(statement)
	some k, principal in statement.principals
	principal.foreign == true
	not object.get(principal, "account", "") in input.settings.trusted_accounts
	finding := result.at(role, ["trust_policy", "statements", i, "principals", k, "id"])
}

meant_for_somebody(statement) if lib.demands_mfa(statement)

meant_for_somebody(statement) if lib.conditioned(statement, {"sts:externalid", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:sourceaccount"})

# METADATA
# title: Task changes allowed without MFA
# description: >-
#   The user or group can start and change tasks with only a password or an access key. An attacker who steals either
#   one can run programs in the cluster with any role that can be passed.
# custom:
#   severity: medium
#   message: "{statement} allows starting or changing tasks without MFA, so one stolen key is enough to do so"
#   whether: "{resource} allows starting or changing tasks without MFA"
#   reads:
#     iam.user: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "ecs:runtask"
#       "policies[].statements[].actions[]": "ecs:runtask"
#       "policies[].statements[].conditions": [{operator: StringEquals, key: aws:requestedregion, values: ["false"]}]
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "ecs:runtask"
#       "statements[].actions[]": "ecs:runtask"
#       "statements[].conditions": [{operator: StringEquals, key: aws:requestedregion, values: ["false"]}]
#       users: [elsewhere]
#       groups: [elsewhere]
#   subject: [iam.user, iam.group]
#   remediation:
#     fix: Require MFA
#     terraform: |
#       condition {
#         test     = "Bool"
#         variable = "aws:MultiFactorAuthPresent"
#         values   = ["true"]
#       }
#     cloudformation: 'Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}'
#   yields_to: [phished-credentials.admin-without-mfa]
#   mitre: [T1078.004, T1610]
#   cwe: [CWE-308, CWE-306]
ecs_mutation_without_mfa contains finding if {
	some item in lib.allowed_to_people
	lib.grants_any(item.statement, mutations)
	not lib.demands_mfa(item.statement)
	not from_known_places(item.statement)
	finding := result.of_statement(item, lib.action_path(item, mutations))
}

mutations := {"ecs:runtask", "ecs:starttask", "ecs:registertaskdefinition", "ecs:updateservice", "ecs:createservice", "ecs:executecommand"}

# The statement holds for calls from some addresses or through some endpoint only.
from_known_places(statement) if {
	some condition in object.get(statement, "conditions", [])
	condition.key in {"aws:sourceip", "aws:sourcevpce"}
	count([value | some value in condition.values; value in {"0.0.0.0/0", "::/0", "*"}]) == 0
}

# METADATA
# title: Credentials in the backend block
# description: >-
#   The backend's credentials are in the code, and Terraform copies them into the plan and the folder .terraform. Anyone
#   who can read them can read the state with every secret in it. They can also write a state that deploys something
#   else.
# custom:
#   severity: critical
#   message: the backend has a hardcoded {key}, so anyone who can read the code can read and overwrite the Terraform state
#   whether: the backend has hardcoded credentials
#   reads:
#     terraform.backend:
#       access_key: AKIAEXAMPLE
#       secret_key: a-key-of-the-account
#       token: a-token-of-the-account
#       password: a-password
#       "endpoints.*": https://s3.eu-west-1.amazonaws.com
#   quiet:
#     terraform.backend:
#       "endpoints.*": http://localhost:4566
#   remediation:
#     fix: Remove the credentials, deactivate them in IAM, and let the backend use temporary credentials
#     terraform: |
#       backend "s3" {
#         bucket = "example-state"
#         key    = "app.tfstate"
#         region = "eu-west-1"
#       }
#   mitre: [T1552.001, T1078.004]
#   cwe: [CWE-798]
static_backend_credentials contains finding if {
	some backend in lib.of_type("terraform.backend")
	some key in ["access_key", "secret_key", "token", "password"]
	literal(backend, key)
	not for_an_emulator(backend, key)
	finding := result.at(backend, [key])
}

# AWS keys that no AWS would take.
for_an_emulator(backend, key) if {
	key != "password"
	emulated(backend)
}

for_an_emulator(backend, key) if {
	key != "password"
	dummy(backend.values[key])
}
