# METADATA
# title: The build that makes the image is taken over
# description: >-
#   What a build pushes to the registry is what tasks run next. An attacker who gets code into the build, or obtains its
#   role or credentials, decides what every task that uses the image runs.
# related_resources:
# - ref: https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
#   description: "AWS CodeBuild: webhooks, and best practices for using them"
# - ref: https://attack.mitre.org/techniques/T1677/
#   description: "MITRE ATT&CK T1677: Poisoned Pipeline Execution"
# custom:
#   origin: extension
#   actors: [internal-attacker, privileged-attacker]
#   flow: "CodeBuild -> Container Registry (push image)"
#   targets: [resource.codebuild.project]
#   mitre: [T1195.002, T1677, T1525]
#   cwe: [CWE-829]
package stride.tampering.ci_build_compromise

import data.stride.lib
import data.stride.result

# METADATA
# title: Pull requests from anyone are built
# description: >-
#   The webhook starts a build for each pull request, no matter who opened it. The build runs the code of the pull
#   request with the build's role and variables, before anyone has reviewed it.
# custom:
#   severity: high
#   message: build {resource} runs for every pull request, so anyone who opens one runs code with the role that pushes images
#   whether: build {resource} runs for pull requests from anyone
#   reads:
#     codebuild.project:
#       source.forkable: true
#       webhook.enabled: true
#       webhook.branch_filter: null
#       "webhook.filter_groups[].filters[].type": EVENT
#       "webhook.filter_groups[].filters[].pattern": PULL_REQUEST_CREATED
#       "webhook.filter_groups[].filters[].exclude_matched_pattern": false
#       webhook.pull_request_build_policy.requires_comment_approval: DISABLED
#   remediation:
#     fix: Build pull requests from forks only after a maintainer approves them
#     terraform: |
#       pull_request_build_policy {
#         requires_comment_approval = "FORK_PULL_REQUESTS"
#         approver_roles            = ["GITHUB_WRITE", "GITHUB_MAINTAIN", "GITHUB_ADMIN"]
#       }
#     cloudformation: |
#       PullRequestBuildPolicy:
#         RequiresCommentApproval: FORK_PULL_REQUESTS
#         ApproverRoles: [GITHUB_WRITE, GITHUB_MAINTAIN, GITHUB_ADMIN]
#   mitre: [T1677, T1195.002]
#   cwe: [CWE-829]
untrusted_pull_requests_build contains finding if {
	some project in open_to_strangers
	some i, group in project.values.webhook.filter_groups
	not restricts_who(group)
	some j, filter in group.filters
	filter.type == "EVENT"
	builds_unmerged(filter)
	finding := result.at(project, ["webhook", "filter_groups", i, "filters", j, "pattern"])
}

# Without a filter every push and every pull request is built.
untrusted_pull_requests_build contains finding if {
	some project in open_to_strangers
	not filtered(project.values.webhook)
	lib.missing(project.values.webhook, ["branch_filter"])
	finding := result.at(project, ["webhook", "filter_groups"])
}

# The builds of repositories that anyone can fork, started by a webhook without anybody's approval.
open_to_strangers contains project if {
	some project in projects
	project.values.source.forkable == true
	switched_on(project.values.webhook)
	not waits_for_approval(project.values.webhook)
}

projects := found if found := lib.of_type("codebuild.project")

# Terraform's webhook is there or not; a template's triggers have a switch.
switched_on(webhook) if webhook.enabled == true

switched_on(webhook) if {
	lib.source == "terraform"
	is_object(webhook)
}

waits_for_approval(webhook) if webhook.pull_request_build_policy.requires_comment_approval in {"ALL_PULL_REQUESTS", "FORK_PULL_REQUESTS"}

filtered(webhook) if count(webhook.filter_groups) > 0

# A merge is a change that somebody with write access took in.
builds_unmerged(filter) if {
	some event in split(filter.pattern, ",")
	name := trim_space(event)
	startswith(name, "PULL_REQUEST_")
	name != "PULL_REQUEST_MERGED"
}

restricts_who(group) if {
	some filter in group.filters
	filter.type in {"ACTOR_ACCOUNT_ID", "HEAD_REF"}
	not filter.exclude_matched_pattern == true
	not regex.match(`^\^?(refs/heads/)?\.[*+]\$?$`, object.get(filter, "pattern", ""))
}

# METADATA
# title: Build in privileged mode
# description: >-
#   A privileged build controls its host and the Docker daemon on it. Builds that make images need this. If no webhook
#   filter restricts who starts the build, anyone who can push a branch or open a pull request has that control.
# custom:
#   severity: low
#   message: build {resource} is privileged and no filter restricts who starts it, so code from anyone who does controls the build host
#   whether: build {resource} is privileged without a filter on who starts it
#   reads:
#     codebuild.project:
#       environment.privileged_mode: true
#       webhook.enabled: true
#       "webhook.filter_groups[].filters[].type": EVENT
#       "webhook.filter_groups[].filters[].pattern": PUSH
#       "webhook.filter_groups[].filters[].exclude_matched_pattern": false
#   remediation:
#     fix: Use privileged mode only for builds that make images, and let only the team start them
#     terraform: |
#       filter_group {
#         filter {
#           type    = "EVENT"
#           pattern = "PUSH"
#         }
#         filter {
#           type    = "ACTOR_ACCOUNT_ID"
#           pattern = "^(1234567|7654321)$"
#         }
#       }
#     cloudformation: |
#       FilterGroups:
#         - - {Type: EVENT, Pattern: PUSH}
#           - {Type: ACTOR_ACCOUNT_ID, Pattern: ^(1234567|7654321)$}
#   peers: [CKV_AWS_316, CodeBuild.5]
#   security_hub: [CodeBuild.5]
#   mitre: [T1195.002, T1611]
#   cwe: [CWE-250]
privileged_build contains finding if {
	some project in projects
	project.values.environment.privileged_mode == true
	not restricted_to_some(project.values)
	finding := result.at(project, ["environment", "privileged_mode"])
}

restricted_to_some(values) if {
	switched_on(values.webhook)
	filtered(values.webhook)
	every group in values.webhook.filter_groups {
		restricts_who(group)
	}
}

# METADATA
# title: Build role with administrator permissions
# description: >-
#   The build's role can pass every role, push every image or register every task definition. Anyone who gets a change
#   into the build can then decide what the tasks of other teams run, or use any role.
# custom:
#   severity: high
#   message: "{statement} lets a build {fact.right}, so code in the build can change what other teams run"
#   whether: "{resource} lets a build change what other teams run"
#   reads:
#     codebuild.project:
#       service_role: "<worst>"
#     iam.role:
#       "trust_policy.statements[].effect": allow
#       "trust_policy.statements[].principals[].type": Service
#       "trust_policy.statements[].principals[].id": codebuild.amazonaws.com
#       "policies[].kind": aws_managed
#       "policies[].name": AdministratorAccess
#       "policies[].arn": arn:aws:iam::aws:policy/AdministratorAccess
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "iam:passrole"
#       "policies[].statements[].actions[]": "iam:passrole"
#       "policies[].statements[].everything": true
#       "policies[].statements[].restricted": false
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "iam:passrole"
#       "statements[].actions[]": "iam:passrole"
#       "statements[].everything": true
#       "statements[].restricted": false
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Allow pushing only to the repository of the build, and use a separate role for deployments
#     terraform: |
#       statement {
#         actions   = ["ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]
#         resources = [aws_ecr_repository.app.arn]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]
#         Resource: !GetAtt AppRepository.Arn
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   - service-role-misuse.unrestricted-pass-role
#   mitre: [T1195.002, T1525]
#   cwe: [CWE-250, CWE-269]
build_role_is_admin contains finding if {
	some role in lib.roles
	of_builds(role)
	some i, policy in role.values.policies
	lib.aws_policy(policy) in {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}
	finding := result.facts(role, ["policies", i], {"right": "act as an administrator"})
}

build_role_is_admin contains finding if {
	some role in lib.roles
	of_builds(role)
	some item in lib.allowed_to(role)
	lib.unrestricted(item.statement)
	rights := [right | some right in far_reaching; lib.grants_any(item.statement, {right.action})]
	count(rights) > 0
	right := rights[0]
	facts := {"related": item.related, "right": right.what, "severity": right.severity}
	finding := result.facts(item.resource, lib.action_path(item, {right.action}), facts)
}

# Builds run with it: a project of the unit names it, or the service may assume it.
of_builds(role) if role.id in roles_of_projects

of_builds(role) if "codebuild" in lib.trusted_services(role)

roles_of_projects := {role.id |
	some project in projects
	some role in lib.targets(project, ["service_role"])
}

# The worst first. Registering a task definition is no more than half of what an attacker needs.
far_reaching := [
	{"action": "iam:passrole", "what": "pass every role", "severity": "high"},
	{"action": "ecr:putimage", "what": "push to every repository", "severity": "medium"},
	{"action": "ecs:registertaskdefinition", "what": "register every task definition", "severity": "medium"},
]

# METADATA
# title: Credentials in the source URL
# description: >-
#   The URL of the repository contains a user name and a password. They are in the project's configuration, in the
#   source and in its history. Anyone who can read one of these can change what is built.
# custom:
#   severity: critical
#   message: the source URL of build {resource} holds credentials, so anyone who reads the project can log in to the repository
#   whether: the source URL of build {resource} holds credentials
#   reads:
#     codebuild.project:
#       source.location: https://build:correct-horse-battery@git.example.com/acme/app.git
#       "secondary_sources[].location": https://build:correct-horse-battery@git.example.com/acme/app.git
#   remediation:
#     fix: Remove the credentials from the URL, revoke them at the Git host, and connect the project with CodeConnections
#     terraform: |
#       source {
#         type     = "GITHUB"
#         location = "https://github.com/acme/app.git"
#       }
#     cloudformation: |
#       Source: {Type: GITHUB, Location: "https://github.com/acme/app.git"}
#   peers: [CodeBuild.1]
#   security_hub: [CodeBuild.1]
#   mitre: [T1552.001, T1195.002]
#   cwe: [CWE-798, CWE-522]
credentials_in_source_url contains finding if {
	some project in projects
	path := ["source", "location"]
	holds_credentials(lib.get(project.values, path))
	finding := result.at(project, path)
}

credentials_in_source_url contains finding if {
	some project in projects
	some i, source in project.values.secondary_sources
	holds_credentials(lib.get(source, ["location"]))
	finding := result.at(project, ["secondary_sources", i, "location"])
}

holds_credentials(text) if {
	is_string(text)
	regex.match(`^[A-Za-z+]+://[^/@:]+:[^/@]+@`, text)
}

# A token in place of the user.
holds_credentials(text) if {
	is_string(text)
	regex.match(`^[A-Za-z+]+://[^/@:]+@`, text)
	lib.credential(split(text, "@")[0])
}
