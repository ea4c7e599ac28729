# METADATA
# title: The application accepts callers it cannot identify
# description: >-
#   A program that does not ask who calls serves everybody who reaches it. One wrong rule in the network then is all
#   that stands between an attacker and the data.
# related_resources:
# - ref: https://attack.mitre.org/techniques/T1190/
#   description: "MITRE ATT&CK T1190: Exploit Public-Facing Application"
# custom:
#   stride: spoofing
#   threat: weak-authentication
#   origin: ecs-article
#   actors: [end-user]
#   flow: "asset: Fargate container"
#   mitre: [T1190, T1078]
#   cwe: [CWE-306]
package stride.spoofing.weak_authentication

import data.stride.lib
import data.stride.result

# METADATA
# title: Authentication switched off
# description: >-
#   The variable tells the program to accept callers without asking who they are. Whoever reaches its port is its
#   administrator.
# custom:
#   severity: high
#   message: environment variable {name} of container {container} switches authentication off, so whoever reaches the program uses it as its owner
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": ALLOW_EMPTY_PASSWORD
#       "containers[].environment[].value": "<worst>"
#   remediation:
#     terraform: |
#       Remove the variable and hand in a password through `secrets`:
#           secrets = [{ name = "POSTGRES_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: |
#       Remove the variable and hand in a password through `secrets`:
#           Secrets: [{Name: POSTGRES_PASSWORD, ValueFrom: !Ref DatabaseSecret}]
#     task_definition: |
#       Remove the variable and hand in a password through `secrets`:
#           "secrets": [{"name": "POSTGRES_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]
#   peers: []
#   mitre: [T1190, T1078]
#   cwe: [CWE-306, CWE-258]
authentication_disabled_in_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	unauthenticated(entry.name, lower(trim_space(entry.value)))
	finding := result.at(task, ["containers", i, "environment", j, "value"])
}

unauthenticated(name, value) if {
	name == "POSTGRES_HOST_AUTH_METHOD"
	value in {"trust", lib.worst}
}

unauthenticated(name, value) if {
	name == "xpack.security.enabled"
	value in {"false", lib.worst}
}

unauthenticated(name, value) if {
	name in {"MYSQL_ALLOW_EMPTY_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "ALLOW_EMPTY_PASSWORD", "ALLOW_ANONYMOUS_LOGIN", "GF_AUTH_ANONYMOUS_ENABLED"}
	not value in {"", "0", "false", "no", "off"}
}
