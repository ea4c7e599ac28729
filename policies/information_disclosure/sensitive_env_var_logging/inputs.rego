# What is handed in from outside: variables, parameters and the user data of machines.
package stride.information_disclosure.sensitive_env_var_logging

import data.stride.lib
import data.stride.result

# METADATA
# title: Secret as a variable's default value
# description: >-
#   A default value is stored in the source, its Git history and every clone. Anyone who can read the repository has the
#   secret. A deployment that sets no other value uses it.
# custom:
#   severity: high
#   message: "{resource} has {fact.what} as its default value, so anyone who can read the source has it"
#   whether: "{resource} has a secret as its default value"
#   reads:
#     terraform.variable:
#       name: db_password
#       type: string
#       default: {"db_password": correct-horse-battery}
#       description: null
#     cloudformation.parameter:
#       name: DbPassword
#       type: String
#       default: {"db_password": correct-horse-battery}
#       description: null
#   subject: none
#   remediation:
#     terraform: |
#       Remove the default, replace the exposed secret, and pass the new one in at deployment:
#           variable "db_password" {
#             type      = string
#             sensitive = true
#           }
#     cloudformation: |
#       Replace the parameter with a reference to the secret:
#           MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}'
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
#   The name of the variable or parameter says that it takes a secret. It is not declared as one, so a plan, or the
#   console and the description of the stack, shows the value. Deployment logs keep it.
# custom:
#   severity: medium
#   message: "{resource} is named like a secret and is not declared {fact.word}, so {fact.shows} and deployment logs show its value"
#   whether: "{resource} takes a secret without being declared as one"
#   reads:
#     terraform.variable:
#       name: db_password
#       type: string
#       default: correct-horse-battery
#       description: null
#       sensitive: false
#       ephemeral: false
#     cloudformation.parameter:
#       name: DbPassword
#       type: String
#       description: null
#       no_echo: false
#       "allowed_values[]": correct-horse-battery
#   subject: none
#   remediation:
#     terraform: |
#       Declare the variable sensitive:
#           sensitive = true
#     cloudformation: |
#       Hide the value of the parameter:
#           NoEcho: true
#   yields_to: [sensitive-env-var-logging.secret-default-value]
#   mitre: [T1552]
#   cwe: [CWE-532, CWE-549]
parameter_not_hidden contains finding if {
	some variable in lib.of_type("terraform.variable")
	lib.string_input(variable)
	takes_secret(variable)
	not variable.values.sensitive == true
	not variable.values.ephemeral == true
	not lib.marked(variable, ["value"], "sensitive")
	finding := result.facts(variable, shown_at(variable), {"word": "sensitive", "shows": "plans"})
}

parameter_not_hidden contains finding if {
	some parameter in lib.of_type("cloudformation.parameter")
	lib.string_input(parameter)
	takes_secret(parameter)
	not parameter.values.no_echo == true
	not only_booleans(parameter)
	finding := result.facts(parameter, shown_at(parameter), {"word": "NoEcho", "shows": "the console, stack descriptions"})
}

# Not where it says, by its description or its default, that the name or the place of a secret is given.
takes_secret(variable) if {
	lib.names_secret_input(variable.values.name)
	not lib.given_by_name(variable)
	not default_elsewhere(variable)
}

default_elsewhere(variable) if {
	value := lib.get(variable.values, ["default"])
	is_string(value)
	not lib.literal_secret(value)
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
# title: Secret in instance user data
# description: >-
#   Every process on the instance can read its user data, including containers that can reach the metadata service. So
#   can anyone allowed to describe the instance. A credential in the user data is available to all of them.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth-container-instances.html
#   description: Use private registry authentication with Amazon ECS container instances
# custom:
#   severity: high
#   message: the user data of {resource} holds {fact.what}, so every program on the instance can read it
#   whether: the user data of {resource} holds a secret
#   reads:
#     ec2.instance: &same
#       "user_data_lines[]": "export KEY=AKIAIOSFODNN7EXAMPLE"
#       "user_data_settings[].name": ECS_ENGINE_AUTH_DATA
#       "user_data_settings[].value": "{\"registry.example\":{\"password\":\"correct-horse\"}}"
#     ec2.launch_template: *same
#     autoscaling.launch_configuration: *same
#   subject: [ec2.instance, ec2.launch_template, autoscaling.launch_configuration]
#   targets: [resource.host]
#   remediation:
#     fix: Revoke the credential, give the instance a role instead of a key, and let the script fetch what it needs
#     terraform: aws secretsmanager get-secret-value --secret-id registry-auth --query SecretString --output text
#     cloudformation: aws secretsmanager get-secret-value --secret-id registry-auth --query SecretString --output text
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
