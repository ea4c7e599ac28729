# METADATA
# title: A man in the middle alters API calls or image pulls
# description: >-
#   API calls, image pulls and task requests cross networks that others can reach. If certificates are not verified, or
#   TLS is missing, an attacker on the network path can read and change them. That includes credentials, images, state
#   and responses.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# - ref: https://attack.mitre.org/techniques/T1557/
#   description: "MITRE ATT&CK T1557: Adversary-in-the-Middle"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "DevOps User -> AWS API; Fargate Scheduler -> Container Registry"
#   targets: [flow.api, flow.pull, flow.ingress]
#   mitre: [T1557]
#   cwe: [CWE-295, CWE-319]
package stride.tampering.in_transit_data_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Provider calls AWS without verified TLS
# description: >-
#   The provider does not verify the certificate of the API, or calls it unencrypted. Anyone on the network path can
#   read what every plan and apply sends, and impersonate AWS.
# related_resources:
# - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference
#   description: "AWS provider: insecure, endpoints"
# custom:
#   severity: high
#   message: "{resource} calls the AWS API without verified TLS ({key}), so anyone on the network path can read and change every call"
#   unless: "{resource} calls the AWS API over verified TLS"
#   reads:
#     provider.aws:
#       insecure: true
#       "endpoints.*": http://ecs.example.com
#   remediation:
#     terraform: Remove `insecure = true`, and use `https://` URLs for all endpoints except those of a local emulator.
#   mitre: [T1557]
#   cwe: [CWE-295, CWE-319]
provider_tls_disabled contains finding if {
	some provider in lib.of_type("provider.aws")
	provider.values.insecure == true
	finding := result.at(provider, ["insecure"])
}

provider_tls_disabled contains finding if {
	some provider in lib.of_type("provider.aws")
	some service, url in provider.values.endpoints
	in_the_clear(url)
	lib.known_host(lib.url_host(url))
	not stand_in(lib.url_host(url))
	finding := result.at(provider, ["endpoints", service])
}

in_the_clear(url) if startswith(lower(url), "http://")

# Something on the machine itself that plays AWS.
stand_in(host) if lib.loopback(host)

stand_in(host) if host in {"host.docker.internal", "localstack", "localhost.localstack.cloud"}

stand_in(host) if endswith(host, ".localhost.localstack.cloud")

# METADATA
# title: Module fetched without TLS
# description: >-
#   The module's code is fetched unencrypted. Anyone on the network path can insert resources, roles or provisioners.
#   These are then applied with the permissions of the deployment.
# related_resources:
# - ref: https://developer.hashicorp.com/terraform/language/modules/sources
#   description: Terraform module sources
# custom:
#   severity: high
#   message: "{resource} is fetched over http, so anyone on the network path can insert their own code into what is applied"
#   whether: "{resource} is fetched over http"
#   reads:
#     terraform.module:
#       scheme: http
#   remediation:
#     fix: Fetch the module over TLS or SSH
#     terraform: source = "git::https://git.example.com/network.git?ref=v1.4.2"
#   mitre: [T1557, T1195]
#   cwe: [CWE-319, CWE-494]
plaintext_module_source contains finding if {
	some module in lib.of_type("terraform.module")
	lower(module.values.scheme) == "http"
	finding := result.at(module, ["scheme"])
}

# METADATA
# title: State transferred without verified TLS
# description: >-
#   Terraform state contains every attribute of every resource, including passwords, and decides what the next apply
#   changes. Without TLS, or with an unverified server certificate, anyone on the network path can read and replace it.
# related_resources:
# - ref: https://developer.hashicorp.com/terraform/language/backend/http
#   description: Terraform's http backend
# - ref: https://developer.hashicorp.com/terraform/language/backend/s3
#   description: Terraform's s3 backend
# custom:
#   severity: high
#   message: "{resource} exchanges the state without verified TLS ({key}), so anyone on the network path can read and rewrite it"
#   unless: "{resource} exchanges the state over verified TLS"
#   reads:
#     terraform.backend:
#       kind: http
#       address: http://state.example.com
#       lock_address: http://state.example.com
#       unlock_address: http://state.example.com
#       skip_cert_verification: true
#       insecure: true
#       "endpoints.*": http://s3.example.com
#   remediation:
#     terraform: Use `https://` URLs for addresses and endpoints, and remove `skip_cert_verification` and `insecure`.
#   mitre: [T1557]
#   cwe: [CWE-295, CWE-319]
plaintext_state_backend contains finding if {
	some backend in lib.of_type("terraform.backend")
	backend.values.kind == "http"
	some field in ["address", "lock_address", "unlock_address"]
	url := backend.values[field]
	in_the_clear(url)
	lib.known_host(lib.url_host(url))
	not lib.loopback(lib.url_host(url))
	finding := result.at(backend, [field])
}

plaintext_state_backend contains finding if {
	some backend in lib.of_type("terraform.backend")
	some flag in unchecked[backend.values.kind]
	backend.values[flag] == true
	finding := result.at(backend, [flag])
}

plaintext_state_backend contains finding if {
	some backend in lib.of_type("terraform.backend")
	backend.values.kind == "s3"
	some service, url in backend.values.endpoints
	in_the_clear(url)
	lib.known_host(lib.url_host(url))
	not lib.loopback(lib.url_host(url))
	finding := result.at(backend, ["endpoints", service])
}

# By the backend's kind, the arguments that switch the check of the server's certificate off.
unchecked := {"http": ["skip_cert_verification"], "s3": ["insecure"]}
