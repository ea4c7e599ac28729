# METADATA
# title: A fake metadata endpoint harvests IAM credentials
# description: >-
#   The SDKs in a task fetch the task role's credentials from a metadata endpoint. They find it by its address or by an
#   environment variable. An attacker can answer in its place, redirect the name or intercept traffic in the task's
#   network namespace. The attacker can then supply other credentials, or capture the real ones.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
#   description: Amazon ECS task IAM role
# - ref: https://attack.mitre.org/techniques/T1557/
#   description: "MITRE ATT&CK T1557: Adversary-in-the-Middle"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "VPC -> EC2 Metadata Service (fetch IAM credentials)"
#   targets: [flow.credentials]
#   mitre: [T1557, T1552.005]
#   cwe: [CWE-290]
package stride.spoofing.metadata_service_spoofing

import data.stride.lib
import data.stride.result

# METADATA
# title: Container can change the network
# description: >-
#   With NET_ADMIN a process can change addresses, routes and packet filters of the network namespace that the task's
#   containers share. It can take over the address of the metadata endpoint, and supply or capture credentials.
# custom:
#   severity: high
#   message: container {container} adds NET_ADMIN, so an attacker in it can impersonate the metadata endpoint
#   whether: container {container} adds NET_ADMIN
#   reads:
#     ecs.task_definition:
#       "containers[].linux_parameters.capabilities.add[]": NET_ADMIN
#   remediation:
#     fix: Remove the capability from the container definition, and let the platform configure the network
#     terraform: linuxParameters = { capabilities = { drop = ["ALL"] } }
#     cloudformation: 'LinuxParameters: {Capabilities: {Drop: [ALL]}}'
#     task_definition: '"linuxParameters": {"capabilities": {"drop": ["ALL"]}}'
#   mitre: [T1557]
#   cwe: [CWE-250]
network_capability_added contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, capability in container.linux_parameters.capabilities.add
	capability == "NET_ADMIN"
	finding := result.at(task, ["containers", i, "linux_parameters", "capabilities", "add", j])
}

# METADATA
# title: Credentials endpoint set by an environment variable
# description: >-
#   The variable tells the SDKs where to request credentials or metadata. Anyone who controls that address decides
#   which identity the program acts with, and sees every request for credentials.
# custom:
#   severity: high
#   message: container {container} sets {name}, so the server at that address supplies the program's credentials
#   whether: container {container} sets a variable that redirects requests for credentials
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": AWS_CONTAINER_CREDENTIALS_FULL_URI
#       "containers[].environment[].value": http://203.0.113.10/credentials
#   remediation:
#     terraform: Remove the variable from `environment` of the container definition (the ECS agent sets the correct one).
#     cloudformation: Remove the variable from `Environment` of the container definition (the ECS agent sets the correct one).
#     task_definition: Remove the variable from `environment` of the container definition (the ECS agent sets the correct one).
#   mitre: [T1557, T1552.005]
#   cwe: [CWE-15]
credentials_endpoint_override contains finding if {
	names := endpoint_variables
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	entry.name in names
	not entry.value == ""
	finding := result.at(task, ["containers", i, "environment", j, "name"])
}

endpoint_variables := {
	"AWS_CONTAINER_CREDENTIALS_FULL_URI",
	"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	"ECS_CONTAINER_METADATA_URI",
	"ECS_CONTAINER_METADATA_URI_V4",
	"AWS_EC2_METADATA_SERVICE_ENDPOINT",
	"AWS_METADATA_SERVICE_ENDPOINT",
}

# METADATA
# title: Host alias for a metadata address
# description: >-
#   A hosts-file entry can redirect requests to the metadata service, or give it a second name. An attacker uses it to
#   capture the credentials or to make the application fetch them.
# custom:
#   severity: high
#   message: container {container} has a host alias for a metadata address or name, so an attacker can redirect requests for credentials
#   whether: container {container} has a host alias for a metadata address or name
#   reads:
#     ecs.task_definition:
#       "containers[].extra_hosts[].hostname": "169.254.169.254"
#       "containers[].extra_hosts[].ip_address": "169.254.170.2"
#   remediation:
#     terraform: Remove the entry from `extraHosts` of the container definition.
#     cloudformation: Remove the entry from `ExtraHosts` of the container definition.
#     task_definition: Remove the entry from `extraHosts` of the container definition.
#   mitre: [T1557, T1552.005]
#   cwe: [CWE-350]
metadata_host_alias contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, alias in container.extra_hosts
	lower(alias.ip_address) in metadata_addresses
	finding := result.at(task, ["containers", i, "extra_hosts", j, "ip_address"])
}

metadata_host_alias contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, alias in container.extra_hosts
	lower(alias.hostname) in metadata_addresses
	not leads_to_metadata(alias)
	finding := result.at(task, ["containers", i, "extra_hosts", j, "hostname"])
}

leads_to_metadata(alias) if lower(alias.ip_address) in metadata_addresses

# The metadata services of EC2, of ECS tasks and of the pod identity agent.
metadata_addresses := {"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23"}

# METADATA
# title: Untrusted sidecar image with a task role
# description: >-
#   Every container of a task can fetch the credentials of the task role. A sidecar from an untrusted registry can fetch
#   them too.
# custom:
#   severity: low
#   message: container {container} runs the untrusted image {object.image.raw} with a task role, so its publisher can get the role credentials
#   whether: container {container} runs an untrusted image with a task role
#   reads:
#     ecs.task_definition:
#       task_role: arn:aws:iam::123456789012:role/app
#       "containers[].essential": false
#       "containers[].firelens_configuration": {"type": "fluentbit"}
#       "containers[].image.registry": registry.untrusted.test
#       "containers[].image.path": sidecar
#       "containers[].image.raw": registry.untrusted.test/sidecar
#       "containers[].image.account": "000000000000"
#   remediation:
#     fix: Run the sidecar from your own registry, pinned by its digest
#     terraform: image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/log-router@sha256:<digest>"
#     cloudformation: 'Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/log-router@sha256:<digest>'
#     task_definition: '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/log-router@sha256:<digest>"'
#   yields_to: [registry-spoofing.untrusted-registry, registry-spoofing.unqualified-image, registry-spoofing.foreign-registry-account]
#   opt_in: true
#   mitre: [T1195.002, T1552.005]
#   cwe: [CWE-829]
untrusted_sidecar contains finding if {
	some task in lib.tasks
	lib.present(task.values, ["task_role"])
	some i, container in task.values.containers
	helper(container)
	outside_trusted_registries(container.image)
	finding := result.at(task, ["containers", i, "image"])
}

helper(container) if container.essential == false

helper(container) if is_object(container.firelens_configuration)

outside_trusted_registries(image) if image in lib.untrusted_images

# Without a host the image comes from Docker Hub.
outside_trusted_registries(image) if {
	lib.missing(image, ["registry"])
	lib.present(image, ["path"])
}

# METADATA
# title: Custom DNS servers
# description: >-
#   The container uses the DNS servers that its definition sets. Their operator decides which addresses AWS endpoints
#   and other services resolve to.
# custom:
#   severity: low
#   message: container {container} uses custom DNS servers, so their operator decides which addresses AWS endpoints resolve to
#   whether: container {container} uses custom DNS servers
#   reads:
#     ecs.task_definition:
#       "containers[].dns_servers[]": "203.0.113.53"
#   remediation:
#     fix: Remove the servers from the container definition, and use the VPC's DNS resolver
#     terraform: dnsServers = []
#     cloudformation: 'DnsServers: []'
#     task_definition: '"dnsServers": []'
#   opt_in: true
#   mitre: [T1557, T1584.002]
#   cwe: [CWE-350]
custom_dns_servers contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	count(container.dns_servers) > 0
	finding := result.at(task, ["containers", i, "dns_servers"])
}
