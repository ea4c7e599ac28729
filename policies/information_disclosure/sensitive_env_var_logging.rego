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
# title: Credential in a plain environment variable
# description: >-
#   The value is a credential by its shape: an access key, a private key, a token, an address with user and password.
#   Whoever may describe the task definition or reads the repository can use it at once.
# custom:
#   severity: critical
#   message: environment variable {name} of container {container} holds a credential in plain text, which whoever may describe the task definition can use
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].value": postgres://app:correct-horse@db.internal/app
#   remediation:
#     terraform: |
#       Revoke the credential, keep the new one in Secrets Manager, and name it:
#           secrets = [{ name = "DB_URL", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: |
#       Revoke the credential, keep the new one in Secrets Manager, and name it:
#           Secrets: [{Name: DB_URL, ValueFrom: !Ref DatabaseSecret}]
#     task_definition: |
#       Revoke the credential, keep the new one in Secrets Manager, and name it:
#           "secrets": [{"name": "DB_URL", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]
#   peers: [CKV_SECRET_2]
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-798]
#   security_hub: [ECS.8]
credential_in_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	lib.credential(entry.value)
	finding := result.at(task, ["containers", i, "environment", j, "value"])
}

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
	names := lib.secret_environment_names
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	entry.name in names
	secret_literal(task, i, j, entry)
	not lib.placeholder(entry.value)
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"what": "a secret"})
}

# Nobody deploys a placeholder, but somebody will write the secret where it stands.
secret_named_environment contains finding if {
	names := lib.secret_environment_names
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	entry.name in names
	secret_literal(task, i, j, entry)
	lib.placeholder(entry.value)
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"severity": "low", "what": "a placeholder for a secret"})
}

secret_literal(task, i, j, entry) if {
	lib.literal_secret(entry.value)
	not lib.refers(task, ["containers", i, "environment", j, "value"])
}

# METADATA
# title: Secret flows into a plain environment variable
# description: >-
#   The value comes from where secrets come from: a sensitive variable, a generated password, a secret's content. In the
#   environment it stands in the task definition in plain text, and the care taken elsewhere is lost.
# custom:
#   severity: high
#   message: environment variable {name} of container {container} receives a secret in plain text, readable for everybody who may describe the task definition
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": DB_PASSWORD
#       "containers[].environment[].value": correct-horse-battery
#   remediation:
#     terraform: |
#       Hand the container the secret's name instead of its value:
#           secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: |
#       Hand the container the secret's name instead of its value:
#           Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref DatabaseSecret}]
#     task_definition: |
#       Hand the container the secret's name instead of its value:
#           "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]
#   peers: []
#   yields_to:
#   - sensitive-env-var-logging.credential-in-environment
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-214]
secret_flows_into_environment contains finding if {
	some task in lib.tasks
	some pointer in handed_in(task)
	path := lib.path_of(pointer)
	entry := task.values.containers[path[1]].environment[path[3]]
	is_object(entry)
	from_secret_source(task, path, entry)
	finding := result.at(task, path)
}

# The pointers of environment values that come from somewhere.
handed_in(task) := pointers if {
	known := object.keys(object.get(task, "refs", {})) | object.keys(object.get(task, "marks", {}))
	pointers := {pointer |
		some pointer in known
		regex.match(`^/containers/[0-9]+/environment/[0-9]+/value$`, pointer)
	}
}

from_secret_source(task, path, _) if {
	some mark in lib.marks(task, path)
	mark in {"sensitive", "secret-source"}
}

# A random string or a variable is a source of secrets where a name says so: the environment variable's, or the variable's own.
from_secret_source(task, path, entry) if {
	some edge in lib.edges(task, path)
	entry.name in lib.secret_environment_names
	regex.match(`(^|\.)(random_string\.|var\.|Parameters/)`, edge.to)
}

from_secret_source(task, path, _) if {
	some edge in lib.edges(task, path)
	regex.match(`(^|\.)(var\.|Parameters/)`, edge.to)
	lib.names_secret(regex.replace(edge.to, `^.*(var\.|Parameters/)`, ""))
}

# METADATA
# title: Secret in a command
# description: >-
#   Arguments stand in the task definition, in the process list and in every log of what was started. Whoever reads any
#   of them has the secret.
# custom:
#   severity: high
#   message: container {container} is started with a secret among its arguments, readable in the task definition and in every process list
#   reads:
#     ecs.task_definition:
#       "containers[].command[]": "--password=correct-horse-battery"
#       "containers[].entry_point[]": "--password=correct-horse-battery"
#   remediation:
#     terraform: |
#       Hand the secret in through `secrets`, and let the program read it from there:
#           secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: |
#       Hand the secret in through `secrets`, and let the program read it from there:
#           Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref DatabaseSecret}]
#     task_definition: |
#       Hand the secret in through `secrets`, and let the program read it from there:
#           "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]
#   peers: []
#   mitre: [T1552, T1057]
#   cwe: [CWE-214, CWE-798]
secret_in_command contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some field in ["command", "entry_point"]
	some j, word in container[field]
	secret_word(word)
	finding := result.at(task, ["containers", i, field, j])
}

# The argument behind --password.
secret_in_command contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some field in ["command", "entry_point"]
	some j, word in container[field]
	j > 0
	regex.match(secret_option, lower(container[field][j - 1]))
	regex.match("^[^-$<{`(\\s]", word)
	lib.literal_secret(word)
	not lib.refers(task, ["containers", i, field, j])
	finding := result.at(task, ["containers", i, field, j])
}

secret_word(word) if lib.credential(word)

# --password=value, or an option inside a script.
secret_word(word) if {
	contains(word, "-")
	some option in regex.find_n("(^|[\\s\"'])--?[A-Za-z0-9._-]+[=\\s]+[\"']?[^\\s\"'$<{`(-][^\\s\"']*", word, -1)
	parts := regex.split(`[=\s]+`, trim(option, ` "'`))
	regex.match(secret_option, lower(parts[0]))
	lib.literal_secret(trim(parts[1], `"'`))
}

secret_option := `^--?([a-z0-9._-]*[._-])?(password|passwd|passphrase|pwd|token|secret|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|[a-z]*password|requirepass|masterauth)$`

# METADATA
# title: Environment printed to the log
# description: >-
#   The command prints the environment, or traces every command with its arguments. Whatever secret the task receives is
#   then in its log, for everybody who may read it and as long as it is kept.
# custom:
#   severity: medium
#   message: container {container} prints its environment or traces its commands, so every secret it receives ends in the log
#   reads:
#     ecs.task_definition:
#       "containers[].command[]": "<worst>"
#       "containers[].entry_point[]": "<worst>"
#   remediation:
#     terraform: |
#       Start the program without tracing, and print no environment:
#           command = ["/app/server"]
#     cloudformation: |
#       Start the program without tracing, and print no environment:
#           Command: [/app/server]
#     task_definition: |
#       Start the program without tracing, and print no environment:
#           "command": ["/app/server"]
#   peers: []
#   mitre: [T1552, T1530]
#   cwe: [CWE-532]
environment_dumped_to_log contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some field in ["command", "entry_point"]
	some text in scripts(container, field)
	dumps_environment(text)
	finding := result.at(task, ["containers", i, field])
}

# What is run: the words as one command, and the script behind a shell's -c.
scripts(container, field) := texts if {
	words := container[field]
	inner := {script | some j; word := words[j]; regex.match(`^-[a-z]*c[a-z]*$`, word); script := words[j + 1]}
	texts := {concat(" ", words)} | inner
}

dumps_environment(text) if contains(text, lib.worst)

dumps_environment(text) if {
	some word, pattern in {
		"printenv": "printenv(\\s|$|[;|&>)`])",
		"export": "export\\s+-p(\\s|$|[;|&>)`])",
		"set": "set\\s+([^;|&\\n]*\\s)?(-[a-wyzA-Z]*x[a-zA-Z]*|-o\\s+xtrace)(\\s|$|[;|&>)`])",
		"env": "env\\s*($|[|;&>\\n)`])",
		"sh": `(ba|da|a|k|z)?sh\s+(-[a-zA-Z]+\s+)*-[a-wyzA-Z]*x[a-zA-Z]*(\s|$)`,
	}
	contains(text, word)
	regex.match(concat("", [where_a_command_starts, pattern]), text)
}

where_a_command_starts := "(^|[;&|(\\n`]|\\b(then|do|else)\\s)\\s*((exec|sudo|time)\\s+)?([^\\s;&|]*/)?"

# METADATA
# title: Secret in the log driver's options
# description: >-
#   The key of the log receiver stands in the task definition. Whoever reads it sends forged records to the receiver, or
#   reads what others sent.
# custom:
#   severity: high
#   message: container {container} has the log receiver's key {key} in plain text, so whoever reads the task definition can forge or read log records
#   reads:
#     ecs.task_definition:
#       'containers[].log_configuration.options["splunk-token"]': c0ffee00-1111-2222-3333-444455556666
#       'containers[].log_configuration.options["apikey"]': c0ffee00111122223333444455556666
#       'containers[].log_configuration.options["api_key"]': c0ffee00
#       'containers[].log_configuration.options["license_key"]': c0ffee00
#       'containers[].log_configuration.options["licensekey"]': c0ffee00
#       'containers[].log_configuration.options["http_passwd"]': correct-horse
#       'containers[].log_configuration.options["shared_key"]': correct-horse
#       'containers[].log_configuration.options["password"]': correct-horse
#   remediation:
#     terraform: |
#       Name the secret in secretOptions:
#           secretOptions = [{ name = "splunk-token", valueFrom = aws_secretsmanager_secret.splunk.arn }]
#     cloudformation: |
#       Name the secret in secretOptions:
#           SecretOptions: [{Name: splunk-token, ValueFrom: !Ref SplunkSecret}]
#     task_definition: |
#       Name the secret in secretOptions:
#           "secretOptions": [{"name": "splunk-token", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:splunk"}]
#   peers: []
#   mitre: [T1552]
#   cwe: [CWE-798]
secret_in_log_options contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some key, value in container.log_configuration.options
	lower(key) in credential_options
	lib.literal_secret(value)
	path := ["containers", i, "log_configuration", "options", key]
	not lib.refers(task, path)
	finding := result.at(task, path)
}

credential_options := {"splunk-token", "splunk_token", "apikey", "api_key", "license_key", "licensekey", "http_passwd", "shared_key", "password"}

# METADATA
# title: Secret as the default of a variable
# description: >-
#   A default stands in the source, in its history and in every copy of them. Whoever reads the repository has the secret, and
#   whoever forgets to give another one deploys with it.
# custom:
#   severity: high
#   message: "{resource} has {fact.what} as its default, readable for everybody who may read the source"
#   reads:
#     terraform.variable:
#       name: db_password
#       type: string
#       default: {"db_password": correct-horse-battery}
#     cloudformation.parameter:
#       name: DbPassword
#       type: String
#       default: {"db_password": correct-horse-battery}
#   remediation:
#     terraform: |
#       Take the default away, and give the value from outside or let Secrets Manager make it:
#           variable "db_password" {
#             type      = string
#             sensitive = true
#           }
#     cloudformation: |
#       Take the default away, or refer to the secret instead of a parameter:
#           MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}'
#   peers: []
#   mitre: [T1552.001]
#   cwe: [CWE-798]
secret_default_value contains finding if {
	some item in lib.defaulted_secrets
	not lib.placeholder(item.value)
	finding := result.facts(item.resource, item.path, {"what": "a secret"})
}

secret_default_value contains finding if {
	some item in lib.defaulted_secrets
	lib.placeholder(item.value)
	finding := result.facts(item.resource, item.path, {"severity": "low", "what": "a placeholder for a secret"})
}

# METADATA
# title: Secret parameter that is not hidden
# description: >-
#   What is not declared sensitive is printed: by a plan, by the console, by everything that describes the stack. A secret that is handed
#   in through it ends in the logs of the deployment.
# custom:
#   severity: medium
#   message: "{resource} takes a secret and is not declared {fact.word}, so plans, consoles and logs of the deployment print its value"
#   reads:
#     terraform.variable:
#       name: db_password
#       type: string
#       default: correct-horse-battery
#       sensitive: false
#       ephemeral: false
#     cloudformation.parameter:
#       name: DbPassword
#       type: String
#       no_echo: false
#       "allowed_values[]": correct-horse-battery
#   remediation:
#     terraform: |
#       Declare the variable sensitive:
#           sensitive = true
#     cloudformation: |
#       Hide the parameter, or refer to the secret instead of it:
#           NoEcho: true
#   peers: []
#   yields_to:
#   - sensitive-env-var-logging.secret-default-value
#   mitre: [T1552]
#   cwe: [CWE-532, CWE-549]
parameter_not_hidden contains finding if {
	some variable in lib.of_type("terraform.variable")
	lib.string_input(variable)
	lib.names_secret_input(variable.values.name)
	not variable.values.sensitive == true
	not variable.values.ephemeral == true
	not lib.marked(variable, ["value"], "sensitive")
	finding := result.facts(variable, shown_at(variable), {"word": "sensitive"})
}

parameter_not_hidden contains finding if {
	some parameter in lib.of_type("cloudformation.parameter")
	lib.string_input(parameter)
	lib.names_secret_input(parameter.values.name)
	not parameter.values.no_echo == true
	not only_booleans(parameter)
	finding := result.facts(parameter, shown_at(parameter), {"word": "NoEcho"})
}

# The line is missing, so the finding stands on the declaration; with a default on that, where a secret in it says more.
shown_at(variable) := ["default"] if lib.present(variable.values, ["default"])

shown_at(variable) := ["name"] if lib.missing(variable.values, ["default"])

# The parameter asks whether there is a secret, not for the secret.
only_booleans(parameter) if {
	allowed := parameter.values.allowed_values
	count(allowed) > 0
	every value in allowed {
		lower(value) in {"true", "false", "yes", "no", "on", "off", "enabled", "disabled", "enable", "disable", "0", "1", ""}
	}
}

# METADATA
# title: Secret in the user data of an instance
# description: >-
#   User data is readable for every process on the instance, containers that reach the metadata service included, and for everybody
#   who may describe the instance. A credential in it is theirs.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth-container-instances.html
#   description: Use private registry authentication with Amazon ECS container instances
# custom:
#   severity: high
#   message: "the user data of {resource} holds {fact.what}, readable for every process on the instance and whoever may describe it"
#   reads:
#     ec2.instance:
#       "user_data_lines[]": "export KEY=AKIAIOSFODNN7EXAMPLE"
#       "user_data_settings[].name": ECS_ENGINE_AUTH_DATA
#       "user_data_settings[].value": "{\"registry.example\":{\"password\":\"correct-horse\"}}"
#     ec2.launch_template:
#       "user_data_lines[]": "export KEY=AKIAIOSFODNN7EXAMPLE"
#       "user_data_settings[].name": ECS_ENGINE_AUTH_DATA
#       "user_data_settings[].value": "{\"registry.example\":{\"password\":\"correct-horse\"}}"
#     autoscaling.launch_configuration:
#       "user_data_lines[]": "export KEY=AKIAIOSFODNN7EXAMPLE"
#       "user_data_settings[].name": ECS_ENGINE_AUTH_DATA
#       "user_data_settings[].value": "{\"registry.example\":{\"password\":\"correct-horse\"}}"
#   remediation:
#     terraform: |
#       Revoke the credential. Give the instance a role instead of a key, and let the script read what it needs:
#           aws secretsmanager get-secret-value --secret-id registry-auth --query SecretString --output text
#     cloudformation: |
#       Revoke the credential. Give the instance a role instead of a key, and let the script read what it needs:
#           aws secretsmanager get-secret-value --secret-id registry-auth --query SecretString --output text
#   peers: [CKV_AWS_46]
#   mitre: [T1552.005, T1552.001]
#   cwe: [CWE-798, CWE-522]
secret_in_user_data contains finding if {
	some machine in machines
	some i, line in machine.values.user_data_lines
	lib.credential(line)
	finding := result.facts(machine, ["user_data_lines", i], {"what": "a credential"})
}

# The agent's credentials for registries.
secret_in_user_data contains finding if {
	some machine in machines
	some i, setting in machine.values.user_data_settings
	setting.name == "ECS_ENGINE_AUTH_DATA"
	spelled_out(setting.value)
	path := ["user_data_settings", i, "value"]
	not lib.refers(machine, path)
	finding := result.facts(machine, path, {"what": "the ECS agent's passwords for image registries"})
}

# Whatever starts instances.
machines := found if {
	found := array.concat(array.concat(lib.of_type("ec2.instance"), lib.of_type("ec2.launch_template")), lib.of_type("autoscaling.launch_configuration"))
}

# No variable of the shell and no command that fetches it: a text that is there when the instance starts.
spelled_out(value) if {
	trim_space(value) != ""
	not regex.match("[$][A-Za-z_({]|`", value)
}

# METADATA
# title: Secret read from a plain parameter
# description: >-
#   A parameter of the type String is stored and shown in plain text: the console, the API's answers and their logs show it to everybody
#   who may read any parameter. A secret that a container receives from it is no better kept than in the task definition.
# custom:
#   severity: medium
#   message: parameter {resource} has the type {value}, so the secret that a container receives from it is stored and shown in plain text
#   reads:
#     ecs.task_definition:
#       "containers[].secrets[].name": DB_PASSWORD
#       "containers[].secrets[].value_from": parameter
#     ssm.parameter:
#       name: /app/db_password
#       type: String
#   remediation:
#     terraform: |
#       Encrypt the parameter:
#           type = "SecureString"
#     cloudformation: |
#       CloudFormation makes no encrypted parameters; keep the value in Secrets Manager:
#           Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref DatabaseSecret}]
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
# title: Secret in a plain parameter
# description: >-
#   A parameter of the type String keeps its value in plain text, and its value stands in the source or in the state. Everybody who may
#   read one of them, or any parameter, has the secret.
# custom:
#   severity: medium
#   message: "parameter {resource} keeps {fact.what} in plain text, readable for everybody who may read parameters"
#   reads:
#     ssm.parameter:
#       name: /app/db_password
#       type: String
#       value: correct-horse-battery
#   remediation:
#     terraform: |
#       Encrypt the parameter, and give its value from outside:
#           type = "SecureString"
#     cloudformation: |
#       CloudFormation makes no encrypted parameters; keep the value in Secrets Manager:
#           Type: AWS::SecretsManager::Secret
#           Properties: {GenerateSecretString: {PasswordLength: 32}}
#   peers: []
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
#   The secret is kept in Secrets Manager and stands in the source as well, in its history and in every copy. Whoever reads the
#   repository needs no permission for the secret.
# custom:
#   severity: high
#   message: "the value of secret {resource} is written in the source, readable for everybody who may read it"
#   reads:
#     secretsmanager.secret:
#       secret_string: correct-horse-battery
#   remediation:
#     terraform: |
#       Let Secrets Manager make the value, or give it from outside without keeping it:
#           secret_string_wo         = var.db_password # ephemeral
#           secret_string_wo_version = 1
#     cloudformation: |
#       Let Secrets Manager make the value:
#           GenerateSecretString: {PasswordLength: 32}
#   peers: []
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
	values := members(value)
	every member in values {
		placeholder_member(member)
	}
}

placeholder_member(member) if lib.placeholder(member)

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
# title: Secret in the environment of a build
# description: >-
#   A plain variable of a build project is shown to everybody who may describe the project, and every command of the build can print it
#   into the log. Whoever has it pushes images, or enters what the image is deployed to.
# custom:
#   severity: high
#   message: "build project {resource} holds {fact.what} in its plain environment variable {name}, which builds print and whoever may describe the project reads"
#   reads:
#     codebuild.project:
#       "environment.environment_variables[].name": REGISTRY_PASSWORD
#       "environment.environment_variables[].value": correct-horse-battery
#       "environment.environment_variables[].type": PLAINTEXT
#   remediation:
#     terraform: |
#       Name the secret instead of its value:
#           environment_variable {
#             name  = "REGISTRY_PASSWORD"
#             type  = "SECRETS_MANAGER"
#             value = aws_secretsmanager_secret.registry.name
#           }
#     cloudformation: |
#       Name the secret instead of its value:
#           - {Name: REGISTRY_PASSWORD, Type: SECRETS_MANAGER, Value: !Ref RegistrySecret}
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
#   Addresses carry tokens, names and search terms in their query. With query parameters in the access log, whoever may
#   read the log has them.
# custom:
#   severity: low
#   message: service {resource} writes query parameters to its access log, so tokens and personal data in addresses end there
#   reads:
#     ecs.service:
#       service_connect_configuration.access_log_configuration.include_query_parameters: ENABLED
#   remediation:
#     terraform: |
#       Leave the query out of the access log:
#           access_log_configuration {
#             format                   = "JSON"
#             include_query_parameters = "DISABLED"
#           }
#     cloudformation: |
#       Leave the query out of the access log:
#           AccessLogConfiguration: {Format: JSON, IncludeQueryParameters: DISABLED}
#     task_definition: |
#       Leave the query out of the access log:
#           "accessLogConfiguration": {"format": "JSON", "includeQueryParameters": "DISABLED"}
#   peers: []
#   mitre: [T1552, T1530]
#   cwe: [CWE-532, CWE-598]
query_parameters_logged contains finding if {
	some service in lib.services
	service.values.service_connect_configuration.access_log_configuration.include_query_parameters in {"ENABLED", true}
	finding := result.at(service, ["service_connect_configuration", "access_log_configuration", "include_query_parameters"])
}
