# METADATA
# title: Secrets in environment variables reach the logs
# description: >-
#   What stands in an environment variable, a command or a log option is readable for everybody who may describe the task
#   definition, is inherited by every child process, and ends in crash reports and logs. An attacker who reads any of them has
#   the secret.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
#   description: Pass sensitive data to an Amazon ECS container
# custom:
#   stride: information-disclosure
#   threat: sensitive-env-var-logging
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "VPC -> CloudWatch Logs (send logs)"
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-532]
package stride.information_disclosure.sensitive_env_var_logging

import data.stride.lib
import data.stride.result

# METADATA
# title: Secret in a plain environment variable
# description: >-
#   A variable whose name says that it is a secret has its value in the task definition. Everybody who may describe the task
#   definition, read the repository or see the process's environment has the secret, and it cannot be rotated without a
#   deployment.
# custom:
#   severity: high
#   message: environment variable {name} of container {container} holds {fact.what} in plain text, readable for everybody who may describe the task definition
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": DB_PASSWORD
#       "containers[].environment[].value": correct-horse-battery
#   remediation:
#     terraform: |
#       Keep the value in Secrets Manager or Parameter Store and name it in the container definition:
#           secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: |
#       Keep the value in Secrets Manager or Parameter Store and name it in the container definition:
#           Secrets:
#             - Name: DB_PASSWORD
#               ValueFrom: !Ref DatabaseSecret
#     task_definition: |
#       Keep the value in Secrets Manager or Parameter Store and name it in the container definition:
#           "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]
#   peers: [ECS.8]
#   yields_to:
#   - sensitive-env-var-logging.credential-in-environment
#   - sensitive-env-var-logging.secret-flows-into-environment
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-798]
#   security_hub: [ECS.8]
secret_named_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	secret_literal(task, i, j, entry)
	not lib.placeholder(entry.value)
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"what": "a secret"})
}

# Nobody deploys a placeholder, but somebody will write the secret where it stands.
secret_named_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	secret_literal(task, i, j, entry)
	lib.placeholder(entry.value)
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"severity": "low", "what": "a placeholder for a secret"})
}

secret_literal(task, i, j, entry) if {
	lib.names_secret(entry.name)
	lib.literal_secret(entry.value)
	not lib.refers(task, ["containers", i, "environment", j, "value"])
}
