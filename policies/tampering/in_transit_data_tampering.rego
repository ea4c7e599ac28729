# METADATA
# title: A man in the middle alters API calls or image pulls
# description: >-
#   API calls, image pulls and the requests of a task cross networks that others can reach. Where the other side's
#   certificate is not checked, or TLS is missing, a man in the middle reads and changes what is sent: credentials,
#   images, state, answers.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# - ref: https://attack.mitre.org/techniques/T1557/
#   description: "MITRE ATT&CK T1557: Adversary-in-the-Middle"
# custom:
#   stride: tampering
#   threat: in-transit-data-tampering
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "DevOps User -> AWS API; Fargate Scheduler -> Container Registry"
#   mitre: [T1557]
#   cwe: [CWE-295, CWE-319]
package stride.tampering.in_transit_data_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Certificate checking switched off
# description: >-
#   The program accepts any certificate. Whoever sits between it and the other side answers in its place, and reads and
#   changes everything that is sent.
# custom:
#   severity: medium
#   message: container {container} switches certificate checking off, so whoever sits on the way can answer in place of the real server
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": NODE_TLS_REJECT_UNAUTHORIZED
#       "containers[].environment[].value": "<worst>"
#       "containers[].command[]": curl -k https://api.example.com
#       "containers[].entry_point[]": curl -k https://api.example.com
#   remediation:
#     terraform: |
#       Trust the private certificate authority instead of switching the check off:
#           environment = [{ name = "NODE_EXTRA_CA_CERTS", value = "/etc/ssl/internal-ca.pem" }]
#     cloudformation: |
#       Trust the private certificate authority instead of switching the check off:
#           Environment: [{Name: NODE_EXTRA_CA_CERTS, Value: /etc/ssl/internal-ca.pem}]
#     task_definition: |
#       Trust the private certificate authority instead of switching the check off:
#           "environment": [{"name": "NODE_EXTRA_CA_CERTS", "value": "/etc/ssl/internal-ca.pem"}]
#   peers: []
#   mitre: [T1557]
#   cwe: [CWE-295]
tls_verification_disabled contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	verification_off(upper(entry.name), lower(trim_space(entry.value)))
	finding := result.at(task, ["containers", i, "environment", j, "value"])
}

tls_verification_disabled contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some field in ["command", "entry_point"]
	fetches_unchecked(concat(" ", container[field]))
	finding := result.at(task, ["containers", i, field])
}

verification_off(name, value) if {
	name in {"NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY"}
	value in {"0", lib.worst}
}

verification_off(name, value) if {
	name == "GIT_SSL_NO_VERIFY"
	not value in {"", "0", "false", "no", "off"}
}

verification_off(name, value) if {
	value in {"0", "false", "no", "off", "none", lib.worst}
	regex.match(`(^|_)(SSL|TLS)_VERIFY$`, name)
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
