# METADATA
# title: Secrets in environment variables reach the logs
# description: >-
#   Environment variables, commands and log options are readable by anyone allowed to call ecs:DescribeTaskDefinition.
#   Every child process inherits the environment, and it ends up in crash reports and logs. An attacker who reads any
#   of them has the secret.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
#   description: Pass sensitive data to an Amazon ECS container
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "VPC -> CloudWatch Logs (send logs)"
#   targets: [flow.logs, element.task-definition, resource.host]
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-532]
package stride.information_disclosure.sensitive_env_var_logging

import data.stride.lib
import data.stride.result

# METADATA
# title: Credential in a plain-text environment variable
# description: >-
#   The value has the format of a credential: an access key, a private key, a token, or a URL with a user and password.
#   Anyone allowed to call ecs:DescribeTaskDefinition, or able to read the repository, can use it at once.
# custom:
#   severity: critical
#   message: "{fact.what} of container {container} holds a credential in plain text, so ecs:DescribeTaskDefinition shows it"
#   whether: environment variable {name} of container {container} holds a credential in plain text
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].value": postgres://app:correct-horse@db.internal/app
#       "containers[].docker_labels.*": postgres://app:correct-horse@db.internal/app
#   remediation:
#     fix: Revoke the credential, store the new one in Secrets Manager, reference it in the container definition, and let the execution role read it
#     terraform: secrets = [{ name = "DB_URL", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: 'Secrets: [{Name: DB_URL, ValueFrom: !Ref DatabaseSecret}]'
#     task_definition: '"secrets": [{"name": "DB_URL", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]'
#   peers: [CKV_SECRET_2]
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-798]
#   security_hub: [ECS.8]
credential_in_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	lib.credential(entry.value)
	what := concat("", ["environment variable `", object.get(entry, "name", "without a name"), "`"])
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"what": what})
}

credential_in_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some key, value in container.docker_labels
	lib.credential(value)
	finding := result.facts(task, ["containers", i, "docker_labels", key], {"what": "a Docker label"})
}

# METADATA
# title: Secret in a plain-text environment variable
# description: >-
#   The variable's name says that its value is a secret, and the value is in the task definition in plain text. Anyone
#   allowed to call ecs:DescribeTaskDefinition can read it. So can anyone who can read the repository or the environment
#   of the process. Replacing the secret takes a deployment.
# custom:
#   severity: high
#   message: environment variable {name} of container {container} holds {fact.what} in plain text, so ecs:DescribeTaskDefinition shows it
#   whether: environment variable {name} of container {container} holds a secret in plain text
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": DB_PASSWORD
#       "containers[].environment[].value": correct-horse-battery
#   remediation:
#     fix: Store the value in Secrets Manager, reference it in the container definition, and let the execution role read it
#     terraform: secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: |
#       Secrets:
#         - Name: DB_PASSWORD
#           ValueFrom: !Ref DatabaseSecret
#     task_definition: '"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]'
#   peers: [ECS.8]
#   yields_to: [sensitive-env-var-logging.credential-in-environment, sensitive-env-var-logging.secret-flows-into-environment]
#   mitre: [T1552]
#   cwe: [CWE-526, CWE-798]
#   security_hub: [ECS.8]
secret_named_environment contains finding if {
	names := lib.secret_environment_names
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	secret_literal(task, i, j, names[entry.name], entry.value)
	not lib.placeholder(entry.value)
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"what": "a secret"})
}

# A placeholder is not deployed, but the secret will be written in its place.
secret_named_environment contains finding if {
	names := lib.secret_environment_names
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	secret_literal(task, i, j, names[entry.name], entry.value)
	lib.placeholder(entry.value)
	finding := result.facts(task, ["containers", i, "environment", j, "value"], {"severity": "low", "what": "a placeholder for a secret"})
}

secret_literal(task, i, j, class, value) if {
	lib.secret_value(class, value)
	not lib.refers(task, ["containers", i, "environment", j, "value"])
}

# METADATA
# title: Secret flows into a plain-text environment variable
# description: >-
#   The value comes from a secret source: a sensitive variable, a generated password, or the content of a secret. As an
#   environment variable it is in the task definition in plain text, which defeats the protection at its source.
# custom:
#   severity: high
#   message: environment variable {name} of container {container} receives a secret in plain text, so ecs:DescribeTaskDefinition shows it
#   whether: environment variable {name} of container {container} receives a secret in plain text
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": DB_PASSWORD
#       "containers[].environment[].value": correct-horse-battery
#   remediation:
#     fix: In the container definition, reference the secret instead of its value, and let the execution role read it
#     terraform: secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: 'Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref DatabaseSecret}]'
#   yields_to: [sensitive-env-var-logging.credential-in-environment]
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

strings_used_as_secrets contains id if {
	strings := {string.id | some string in lib.of_type("random_string")}
	count(strings) > 0
	some resource in input.resources
	some pointer, edges in object.get(resource, "refs", {})
	some edge in edges
	id := edge.to
	id in strings
	steps := split(pointer, "/")
	lib.names_secret(steps[count(steps) - 1])
}

# The pointers of environment values that come from somewhere.
handed_in(task) := pointers if {
	known := object.keys(object.get(task, "refs", {})) | object.keys(object.get(task, "marks", {}))
	pointers := {pointer |
		some pointer in known
		endswith(pointer, "/value")
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
	lib.names_secret(entry.name)
	regex.match(`(^|\.)(random_string\.|var\.|Parameters/)`, edge.to)
}

# Or where something of the unit takes it as a password.
from_secret_source(task, path, _) if {
	some edge in lib.edges(task, path)
	edge.to in strings_used_as_secrets
}

from_secret_source(task, path, _) if {
	some edge in lib.edges(task, path)
	regex.match(`(^|\.)random_string\.`, edge.to)
	lib.names_secret(regex.replace(edge.to, `^.*random_string\.`, ""))
}

from_secret_source(task, path, _) if {
	some edge in lib.edges(task, path)
	regex.match(`(^|\.)(var\.|Parameters/)`, edge.to)
	lib.names_secret(regex.replace(edge.to, `^.*(var\.|Parameters/)`, ""))
}

# METADATA
# title: Secret in a command
# description: >-
#   Arguments appear in the task definition, in the process list and in logs of started processes. Anyone who can read
#   any of them has the secret.
# custom:
#   severity: high
#   message: container {container} is {fact.done} with a secret in its arguments, so ecs:DescribeTaskDefinition and ps show it
#   whether: container {container} has a secret in its arguments
#   reads:
#     ecs.task_definition:
#       "containers[].command[]": "--password=correct-horse-battery"
#       "containers[].entry_point[]": "--password=correct-horse-battery"
#       "containers[].health_check.command[]": "--password=correct-horse-battery"
#   remediation:
#     fix: Reference the secret in the container definition, and let the program read it from its environment
#     terraform: secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: 'Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref DatabaseSecret}]'
#     task_definition: '"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]'
#   mitre: [T1552, T1057]
#   cwe: [CWE-214, CWE-798]
secret_in_command contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some line in command_lines(container)
	some j, word in line.words
	secret_word(word)
	finding := argument(task, i, line, j)
}

# The argument behind --password.
secret_in_command contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some line in command_lines(container)
	some j, word in line.words
	j > 0
	startswith(line.words[j - 1], "-")
	regex.match(secret_option, lower(line.words[j - 1]))
	regex.match("^[^-$<{`(\\s]", word)
	lib.literal_secret(word)
	path := array.concat(["containers", i], array.concat(line.path, [j]))
	not lib.refers(task, path)
	finding := argument(task, i, line, j)
}

# The argument of curl that is a user and a password.
secret_in_command contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some line in command_lines(container)
	some j, word in line.words
	j > 0
	line.words[j - 1] in {"-u", "--user"}
	regex.match(user_and_password, word)
	count([program | some program in line.words; regex.match(`(^|/)curl$`, program)]) > 0
	path := array.concat(["containers", i], array.concat(line.path, [j]))
	not lib.refers(task, path)
	finding := argument(task, i, line, j)
}

argument(task, i, line, j) := finding if {
	finding := result.facts(task, array.concat(["containers", i], array.concat(line.path, [j])), {"done": line.done})
}

# What is run in a container, word by word: the program itself, and what looks after its health.
command_lines(container) := lines if {
	lines := [line |
		some kind in [{"path": ["entry_point"], "done": "started"}, {"path": ["command"], "done": "started"}, {"path": ["health_check", "command"], "done": "checked"}]
		words := object.get(container, kind.path, null)
		is_array(words)
		line := object.union(kind, {"words": words})
	]
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

# curl -u user:password inside a script.
secret_word(word) if {
	contains(word, "curl")
	regex.match("\\bcurl\\s([^|;&]*\\s)?(-u|--user)[=\\s]*[\"']?[^\\s\"':$<{`(-][^\\s\"':]*:[^\\s\"'$<{`(]", word)
}

user_and_password := "^[^\\s:$<{`(-][^\\s:]*:[^\\s$<{`(]"

secret_option := `^--?([a-z0-9._-]*[._-])?(password|passwd|passphrase|pwd|token|secret|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|[a-z]*password|requirepass|masterauth)$`

# METADATA
# title: Environment printed to the log
# description: >-
#   The command prints the environment, or traces every command with its arguments. Every secret that the task receives
#   then appears in its log. Anyone who can read the log has it, for as long as the log is kept.
# custom:
#   severity: medium
#   message: container {container} prints its environment or traces its commands, so the secrets it receives end up in its log
#   whether: container {container} prints its environment or traces its commands
#   reads:
#     ecs.task_definition:
#       "containers[].command[]": "<worst>"
#       "containers[].entry_point[]": "<worst>"
#   remediation:
#     fix: Start the program without tracing, and do not print the environment
#     terraform: command = ["/app/server"]
#     cloudformation: 'Command: [/app/server]'
#     task_definition: '"command": ["/app/server"]'
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
	inner := {script | some j; word := words[j]; startswith(word, "-"); regex.match(`^-[a-z]*c[a-z]*$`, word); script := words[j + 1]}
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
# title: Secret in the log driver options
# description: >-
#   The log receiver's credential is in the task definition. Anyone who can read the task definition can send forged
#   records. With some receivers they can also read what others sent.
# custom:
#   severity: high
#   message: container {container} sets its log option {key} in plain text, so anyone who can read the task definition can forge records
#   whether: container {container} sets a secret among its log options in plain text
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
#     fix: Reference the secret in the secret options of the log configuration, and let the execution role read it
#     terraform: secretOptions = [{ name = "splunk-token", valueFrom = aws_secretsmanager_secret.splunk.arn }]
#     cloudformation: 'SecretOptions: [{Name: splunk-token, ValueFrom: !Ref SplunkSecret}]'
#     task_definition: '"secretOptions": [{"name": "splunk-token", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:splunk"}]'
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
