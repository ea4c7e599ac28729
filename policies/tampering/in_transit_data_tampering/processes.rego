# What the programs in containers are told.
package stride.tampering.in_transit_data_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: TLS certificate verification disabled
# description: >-
#   The program accepts any certificate. An attacker on the network path can impersonate the other side, and read and
#   change everything that is sent.
# custom:
#   severity: medium
#   message: container {container} disables TLS certificate checks, so anyone on the network path can pose as the real server
#   whether: container {container} disables TLS certificate checks
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": "<worst>"
#       "containers[].environment[].value": "<worst>"
#       "containers[].command[]": curl -k https://api.example.com
#       "containers[].entry_point[]": curl -k https://api.example.com
#   subject: none
#   remediation:
#     fix: Trust the private CA instead of disabling verification
#     terraform: environment = [{ name = "NODE_EXTRA_CA_CERTS", value = "/etc/ssl/internal-ca.pem" }]
#     cloudformation: 'Environment: [{Name: NODE_EXTRA_CA_CERTS, Value: /etc/ssl/internal-ca.pem}]'
#     task_definition: '"environment": [{"name": "NODE_EXTRA_CA_CERTS", "value": "/etc/ssl/internal-ca.pem"}]'
#   mitre: [T1557]
#   cwe: [CWE-295]
tls_verification_disabled contains finding if {
	switches := verification_switches
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	entry.name in switches
	verification_off(upper(entry.name), lower(trim_space(entry.value)))
	finding := result.at(task, ["containers", i, "environment", j, "value"])
}

tls_verification_disabled contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some field in ["command", "entry_point"]
	fetches_unchecked(lib.joined_lines(concat(" ", container[field])))
	finding := result.at(task, ["containers", i, field])
}

# The names of environment variables in the unit that switch verification.
verification_switches contains name if {
	some name in lib.environment_names
	verification_switch(upper(name))
}

verification_switch(name) if name == upper(lib.worst)

verification_switch(name) if name in {"NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "GIT_SSL_NO_VERIFY"}

verification_switch(name) if verifies(name)

verifies(name) if name in {"SSL_VERIFY", "TLS_VERIFY"}

verifies(name) if endswith(name, "_SSL_VERIFY")

verifies(name) if endswith(name, "_TLS_VERIFY")

verification_off(name, value) if {
	name in {"NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY"}
	value in {"0", lib.worst}
}

# A name that may be any, and a value that looks like a switch's.
verification_off(name, value) if {
	name == upper(lib.worst)
	value in {"0", "1", "false", "true", "no", "yes", "off", "on", "none", lib.worst}
}

verification_off(name, value) if {
	name == "GIT_SSL_NO_VERIFY"
	not value in {"", "0", "false", "no", "off"}
}

verification_off(name, value) if {
	value in {"0", "false", "no", "off", "none", lib.worst}
	verifies(name)
}

# -k may stand in a cluster of options that take no argument (-fsSk).
fetches_unchecked(text) if {
	contains(text, "curl")
	regex.match(`(^|[\s;&|("'/])curl\s([^;|&\n]*\s)?(--insecure|-[aBfgGiIjJlLMnNOpqRsSvVZ0-9#]*k[A-Za-z#]*)(\s|$|["';&|)])`, text)
}

fetches_unchecked(text) if {
	contains(text, "wget")
	regex.match(`(^|[\s;&|("'/])wget\s([^;|&\n]*\s)?--no-check-certificate\b`, text)
}
