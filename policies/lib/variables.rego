# What is handed in: variables, parameters, and the secrets among them.
package stride.lib

# What the name of a variable or a parameter announces (`secret_class`): as for an environment variable, but for names that say
# what is done with a secret or what belongs to one (create_secret, secret_kms_key, token_image).
secret_input_class(name) := class if {
	may_announce(name)
	class := secret_class(name)
	text := words(name)
	not regex.match(`^_(create|enable|disable|use|manage|generate|rotate|has|is|allow|require)d?_`, text)
	not regex.match(`_(kms_key|ssm_key|endpoint|stack|dir|image|bucket|table|role|tag|tags|label|enable|create)_$`, text)
}

names_secret_input(name) if secret_input_class(name) in {"password", "secret"}

# The description says that what is given is where the secret is, or a key that does not leave its store.
given_by_name(input_value) if {
	about := lower(input_value.values.description)
	regex.match(`(^|[^a-z])((arn|name|id|identifier|path)s? (or [a-z]+ )?(of|for|in)|arns?|kms (master )?key|secret name|parameter name)([^a-z]|$)`, about)
}

# Whether a default is the secret that its name announces: not a path and not an image.
secret_default(class, value) if {
	secret_value(class, value)
	text := trim_space(value)
	not regex.match(`^[A-Za-z]:\\`, text)
	not image_reference(text)
}

image_reference(text) if regex.match(`^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)+(:[A-Za-z0-9_][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})$`, text)

image_reference(text) if regex.match(`@sha256:[0-9a-f]{64}$`, text)

# A variable without a type takes what its default is; before Terraform 0.12 the type was quoted. A parameter of one of the SSM types has a name as its default.
string_input(variable) if {
	variable.type == "terraform.variable"
	trim(variable.values.type, `"`) in {"string", "any"}
}

string_input(variable) if {
	variable.type == "terraform.variable"
	missing(variable.values, ["type"])
	is_string(variable.values["default"])
}

string_input(parameter) if {
	parameter.type == "cloudformation.parameter"
	parameter.values.type == "String"
}

# The variables and parameters whose default is a secret, each with the path of that default and the value.
defaulted_secrets contains item if {
	some variable in array.concat(of_type("terraform.variable"), of_type("cloudformation.parameter"))
	may_announce(variable.values.name)
	string_input(variable)
	value := object.get(variable.values, "default", null)
	secret_default(secret_input_class(variable.values.name), value)
	not given_by_name(variable)
	item := {"resource": variable, "path": ["default"], "value": value}
}

defaulted_secrets contains item if {
	some variable in array.concat(of_type("terraform.variable"), of_type("cloudformation.parameter"))
	some key, value in default_entries(variable)
	secret_default(secret_input_class(key), value)
	item := {"resource": variable, "path": ["default", key], "value": value}
}

# The entries of a map.
default_entries(variable) := entries if {
	entries := object.get(variable.values, "default", null)
	is_object(entries)
}
