# Resources beside the task: parameters, secrets, builds and load balancers.
package stride.information_disclosure.sensitive_env_var_logging

import data.stride.lib
import data.stride.result

# METADATA
# title: Secret read from a plain-text parameter
# description: >-
#   A parameter of type String is stored and shown in plain text. The console, API responses and logs show it to anyone
#   allowed to read parameters. It protects a container's secret no better than the task definition does.
# custom:
#   severity: medium
#   message: parameter {resource} has the type {value}, so the secret that a container receives from it is stored in plain text
#   whether: parameter {resource} stores a container's secret in plain text
#   reads:
#     ecs.task_definition:
#       "containers[].secrets[].name": DB_PASSWORD
#       "containers[].secrets[].value_from": parameter
#     ssm.parameter:
#       name: /app/db_password
#       type: String
#   subject: none
#   remediation:
#     terraform: |
#       Encrypt the parameter:
#           type = "SecureString"
#     cloudformation: |
#       Store the value in Secrets Manager (CloudFormation cannot create SecureString parameters):
#           Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref DatabaseSecret}]
#   edit:
#     unsafe: true
#     terraform: {type: SecureString}
#   peers: [CKV2_AWS_34]
#   mitre: [T1552]
#   cwe: [CWE-312]
plaintext_ssm_secret contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.secrets
	some parameter in lib.targets(task, ["containers", i, "secrets", j, "value_from"])
	parameter.type == "ssm.parameter"
	plain_parameter(parameter)
	secret_on_either_side(entry, parameter)
	finding := result.facts(parameter, ["type"], {"related": [task.id]})
}

plain_parameter(parameter) if parameter.values.type in {"String", "StringList"}

secret_on_either_side(entry, _) if lib.names_secret(entry.name)

secret_on_either_side(_, parameter) if lib.names_secret(parameter_name(parameter))

# CloudFormation makes a name from the logical id where none is given.
parameter_name(parameter) := parameter.values.name if lib.present(parameter.values, ["name"])

parameter_name(parameter) := parameter.name if lib.missing(parameter.values, ["name"])

# METADATA
# title: Secret in a plain-text parameter
# description: >-
#   A parameter of type String keeps its value in plain text, and the value is in the source or the state. Anyone who
#   can read one of these, or the parameter, has the secret.
# custom:
#   severity: medium
#   message: parameter {resource} keeps {fact.what} in plain text, so ssm:GetParameter alone shows it
#   whether: parameter {resource} keeps a secret in plain text
#   reads:
#     ssm.parameter:
#       name: /app/db_password
#       type: String
#       value: correct-horse-battery
#   subject: none
#   remediation:
#     terraform: |
#       Encrypt the parameter, and set its value outside the code:
#           type = "SecureString"
#     cloudformation: |
#       Store the value in Secrets Manager (CloudFormation cannot create SecureString parameters):
#           Type: AWS::SecretsManager::Secret
#           Properties: {GenerateSecretString: {PasswordLength: 32}}
#   edit:
#     unsafe: true
#     path: type
#     terraform: {type: SecureString}
#   mitre: [T1552]
#   cwe: [CWE-312]
plaintext_parameter contains finding if {
	some parameter in lib.of_type("ssm.parameter")
	plain_parameter(parameter)
	lib.names_secret(parameter_name(parameter))
	literal_at(parameter, ["value"], parameter.values.value)
	not lib.placeholder(parameter.values.value)
	finding := result.facts(parameter, ["value"], {"what": "a secret"})
}

plaintext_parameter contains finding if {
	some parameter in lib.of_type("ssm.parameter")
	plain_parameter(parameter)
	lib.names_secret(parameter_name(parameter))
	literal_at(parameter, ["value"], parameter.values.value)
	lib.placeholder(parameter.values.value)
	finding := result.facts(parameter, ["value"], {"severity": "low", "what": "a placeholder for a secret"})
}

plaintext_parameter contains finding if {
	some parameter in lib.of_type("ssm.parameter")
	plain_parameter(parameter)
	lib.names_secret(parameter_name(parameter))
	some mark in lib.marks(parameter, ["value"])
	mark in {"sensitive", "secret-source"}
	finding := result.facts(parameter, ["value"], {"what": "a secret"})
}

# A secret that is written where the value stands, and does not come from elsewhere.
literal_at(resource, path, value) if {
	lib.literal_secret(value)
	not lib.refers(resource, path)
	not lib.marked(resource, path, "sensitive")
	not lib.marked(resource, path, "secret-source")
}

# METADATA
# title: Secret written into the source
# description: >-
#   The secret is in Secrets Manager, but also in the source, its history and every clone. Anyone who can read the
#   repository has the secret without any permission to read it in AWS.
# custom:
#   severity: high
#   message: the value of secret {resource} is written in the source, so anyone who can read the source has it
#   whether: the value of secret {resource} is written in the source
#   reads:
#     secretsmanager.secret:
#       secret_string: correct-horse-battery
#   subject: none
#   remediation:
#     terraform: |
#       Pass the value in from an ephemeral variable, so that neither the source nor the state stores it:
#           secret_string_wo         = var.db_password
#           secret_string_wo_version = 1
#     cloudformation: |
#       Let Secrets Manager generate the value:
#           GenerateSecretString: {PasswordLength: 32}
#   mitre: [T1552.001]
#   cwe: [CWE-798]
literal_secret_value contains finding if {
	some secret in lib.of_type("secretsmanager.secret")
	value := lib.get(secret.values, ["secret_string"])
	is_string(value)
	trim_space(value) != ""
	not stands_in(value)
	path := ["secret_string"]
	not lib.refers(secret, path)
	not lib.marked(secret, path, "sensitive")
	not lib.marked(secret, path, "secret-source")
	finding := result.at(secret, path)
}

# Something to be replaced: the text, or what a JSON object has under the names of secrets, else under any.
stands_in(value) if lib.placeholder(value)

stands_in(value) if {
	lib.partly_known(value)
	not object_text(value)
}

stands_in(value) if {
	values := members(value)
	every member in values {
		placeholder_member(member)
	}
}

placeholder_member(member) if lib.placeholder(member)

placeholder_member(member) if lib.partly_known(member)

placeholder_member("") := true

members(value) := found if {
	object_text(value)
	fields := json.unmarshal(value)
	named := [text | some key; text := fields[key]; lib.names_secret(key); is_string(text)]
	found := named
	count(named) > 0
}

members(value) := found if {
	object_text(value)
	fields := json.unmarshal(value)
	count([key | some key; fields[key]; lib.names_secret(key)]) == 0
	found := [text | some key; text := fields[key]; is_string(text)]
}

object_text(value) if {
	startswith(trim_space(value), "{")
	json.is_valid(value)
}

# METADATA
# title: Secret in a build environment
# description: >-
#   Anyone allowed to describe the build project can read its plain variables. Every command of the build can print them
#   to the log. An attacker who has the secret can push images, or access what the image is deployed to.
# custom:
#   severity: high
#   message: build project {resource} holds {fact.what} in its variable {name}, so anyone who can read the project or its logs has it
#   whether: build project {resource} holds a secret in a variable
#   reads:
#     codebuild.project:
#       "environment.environment_variables[].name": REGISTRY_PASSWORD
#       "environment.environment_variables[].value": correct-horse-battery
#       "environment.environment_variables[].type": PLAINTEXT
#   subject: none
#   remediation:
#     fix: Reference the secret instead of its value
#     terraform: |
#       environment_variable {
#         name  = "REGISTRY_PASSWORD"
#         type  = "SECRETS_MANAGER"
#         value = aws_secretsmanager_secret.registry.name
#       }
#     cloudformation: '- {Name: REGISTRY_PASSWORD, Type: SECRETS_MANAGER, Value: !Ref RegistrySecret}'
#   peers: [CodeBuild.2]
#   mitre: [T1552.001, T1195.002]
#   cwe: [CWE-798, CWE-526]
#   security_hub: [CodeBuild.2]
secret_in_build_environment contains finding if {
	some item in build_secrets
	not lib.placeholder(item.value)
	finding := result.facts(item.project, item.path, {"what": "a secret"})
}

secret_in_build_environment contains finding if {
	some item in build_secrets
	lib.placeholder(item.value)
	finding := result.facts(item.project, item.path, {"severity": "low", "what": "a placeholder for a secret"})
}

build_secrets contains item if {
	some project in lib.of_type("codebuild.project")
	some i, entry in project.values.environment.environment_variables
	plain_variable(entry)
	lib.names_secret(entry.name)
	lib.literal_secret(entry.value)
	path := ["environment", "environment_variables", i, "value"]
	not lib.refers(project, path)
	item := {"project": project, "path": path, "value": entry.value}
}

# A variable is plain unless it says where its value comes from.
plain_variable(entry) if lib.missing(entry, ["type"])

plain_variable(entry) if entry.type == "PLAINTEXT"

# METADATA
# title: Query parameters in the access log
# description: >-
#   The query part of a URL can contain tokens, names and search terms. If the access log includes query parameters,
#   anyone who can read the log has them.
# custom:
#   severity: low
#   message: service {resource} writes query parameters to its access log, so tokens and personal data in URLs are stored there
#   whether: service {resource} writes query parameters to its access log
#   reads:
#     ecs.service:
#       service_connect_configuration.access_log_configuration.include_query_parameters: ENABLED
#   subject: none
#   remediation:
#     fix: Exclude query parameters from the access log
#     terraform: |
#       access_log_configuration {
#         format                   = "JSON"
#         include_query_parameters = "DISABLED"
#       }
#     cloudformation: 'AccessLogConfiguration: {Format: JSON, IncludeQueryParameters: DISABLED}'
#     task_definition: '"accessLogConfiguration": {"format": "JSON", "includeQueryParameters": "DISABLED"}'
#   mitre: [T1552, T1530]
#   cwe: [CWE-532, CWE-598]
query_parameters_logged contains finding if {
	some service in lib.services
	service.values.service_connect_configuration.access_log_configuration.include_query_parameters in {"ENABLED", true}
	finding := result.at(service, ["service_connect_configuration", "access_log_configuration", "include_query_parameters"])
}
