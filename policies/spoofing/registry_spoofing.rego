# METADATA
# title: An image is pulled from a compromised or spoofed registry
# description: >-
#   The server behind the registry name in an image reference decides what the task runs. An attacker can use a registry
#   that the organisation has not approved, that is reached unencrypted, or that the reference leaves out.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
#   description: Amazon ECR pull through cache rules
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "Fargate Scheduler -> Container Registry (pull image)"
#   targets: [flow.pull, element.pulled-registry, images]
#   mitre: [T1195.002, T1204.003]
#   cwe: [CWE-829]
package stride.spoofing.registry_spoofing

import data.stride.lib
import data.stride.result

# METADATA
# title: Image from an untrusted registry
# description: >-
#   The image comes from a registry that is not listed as trusted. Anyone who controls or spoofs that registry, or an
#   account on it, can run code with the task's role.
# custom:
#   severity: medium
#   message: container {name} pulls {object.image.raw} from a registry outside trusted_registries, so its publisher decides what runs
#   whether: container {name} pulls its image from a registry outside trusted_registries
#   reads:
#     ecs.task_definition:
#       "containers[].image.registry": registry.untrusted.test
#       "containers[].image.path": app
#       "containers[].image.raw": registry.untrusted.test/app
#       "containers[].image.account": "000000000000"
#   remediation:
#     fix: Copy the image to your own registry (or add its registry to trusted_registries under [settings] in stridelint.toml)
#     terraform: image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"
#     cloudformation: 'Image: !Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:1.4.2'
#     task_definition: '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"'
#   yields_to: [registry-spoofing.insecure-registry, container-image-tampering.latest-image-tag]
#   mitre: [T1195.002, T1204.003]
#   cwe: [CWE-829]
untrusted_registry contains finding if {
	untrusted := lib.untrusted_images
	some task in lib.tasks
	some i, container in task.values.containers
	container.image in untrusted
	not lib.public_registry(container.image.registry)
	finding := result.at(task, ["containers", i, "image"])
}

# Public registries are well known, but anyone can publish there: a lower severity than for an unknown host.
untrusted_registry contains finding if {
	untrusted := lib.untrusted_images
	some task in lib.tasks
	some i, container in task.values.containers
	container.image in untrusted
	lib.public_registry(container.image.registry)
	path := ["containers", i, "image"]
	finding := result.facts(task, path, {"severity": chosen(task, path)})
}

# The image that a module runs by itself is part of it: who takes the module takes its publisher's image.
chosen(task, path) := "info" if lib.marked(task, path, "default")

chosen(task, path) := "low" if not lib.marked(task, path, "default")

# METADATA
# title: Image without a registry host
# description: >-
#   Without a host the reference resolves to Docker Hub, or to whatever mirror the host is configured with. Anyone who
#   registers the name there first, or controls the default registry, decides what the task runs.
# custom:
#   severity: low
#   message: container {container} uses the image {object.image.raw} without a registry host, so it comes from Docker Hub or a configured mirror
#   unless: the image of container {container} names a registry host
#   reads:
#     ecs.task_definition:
#       "containers[].image.registry": null
#       "containers[].image.path": app
#       "containers[].image.raw": app
#   subject: stated_image
#   remediation:
#     fix: Add the registry host to the image reference
#     terraform: image = "public.ecr.aws/docker/library/nginx:1.27.3"
#     cloudformation: 'Image: public.ecr.aws/docker/library/nginx:1.27.3'
#     task_definition: '"image": "public.ecr.aws/docker/library/nginx:1.27.3"'
#   yields_to: [container-image-tampering.latest-image-tag, container-image-tampering.image-not-pinned-by-digest]
#   mitre: [T1195.002, T1204.003]
#   cwe: [CWE-829]
unqualified_image contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lib.missing(container.image, ["registry"])
	lib.present(container.image, ["path"])
	not lib.placeholder_image(container.image)
	path := ["containers", i, "image"]
	not lib.callers_image(task, path)
	finding := result.at(task, path)
}

# METADATA
# title: Registry addressed by IP or over plain HTTP
# description: >-
#   A registry addressed by IP, as localhost or over plain HTTP cannot prove its identity. An attacker on the network
#   path, or one who takes over the address, can serve a malicious image.
# custom:
#   severity: high
#   message: container {container} pulls {object.image.raw} from a registry that cannot prove its identity, so an impostor can serve it
#   unless: container {container} pulls its image from a registry that proves its identity
#   reads:
#     ecs.task_definition:
#       "containers[].image.registry": "203.0.113.20:5000"
#       "containers[].image.scheme": http
#   remediation:
#     fix: Use a registry with a DNS name and TLS
#     terraform: image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"
#     cloudformation: 'Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2'
#     task_definition: '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"'
#   mitre: [T1557, T1195.002]
#   cwe: [CWE-300, CWE-319]
insecure_registry contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	unproven(container.image)
	finding := result.at(task, ["containers", i, "image"])
}

# An IPv4 address, an IPv6 address in brackets, the local host, or a port of plain HTTP.
unproven(image) if {
	host := lower(image.registry)
	may_be_an_address(host)
	regex.match(`^[0-9]{1,3}(\.[0-9]{1,3}){3}(:[0-9]+)?$|^\[[0-9a-f:.]+\](:[0-9]+)?$|^localhost(:[0-9]+)?$|:(80|5000)$`, host)
}

unproven(image) if image.scheme == "http"

may_be_an_address(host) if host == "localhost"

may_be_an_address(host) if trim_right(host, "0123456789]") != host

# METADATA
# title: Private registry without credentials
# description: >-
#   The image comes from a registry that is neither ECR nor a public one, and no credentials are configured for it.
#   Either anyone can pull from it, or the credentials are in the configuration of the ECS agent. There they serve every
#   task on the host, and anyone who gets access to the host can read them.
# custom:
#   severity: low
#   message: container {container} pulls {object.image.raw} without credentials, so its registry is public or the credentials are on the hosts
#   whether: container {container} pulls its image from a private registry without credentials
#   reads:
#     ecs.task_definition:
#       "containers[].image.registry": registry.untrusted.test
#       "containers[].repository_credentials": null
#   remediation:
#     fix: Store the credentials in Secrets Manager, reference them in the container definition, and allow the execution role secretsmanager:GetSecretValue on them
#     terraform: repositoryCredentials = { credentialsParameter = aws_secretsmanager_secret.registry.arn }
#     cloudformation: 'RepositoryCredentials: {CredentialsParameter: !Ref RegistrySecret}'
#     task_definition: '"repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:<region>:<account>:secret:registry"}'
#   opt_in: true
#   mitre: [T1525, T1552]
#   cwe: [CWE-306]
missing_registry_credentials contains finding if {
	registries := private_registries
	some task in lib.tasks
	some i, container in task.values.containers
	container.image.registry in registries
	lib.missing(container, ["repository_credentials"])
	finding := result.at(task, ["containers", i, "repository_credentials"])
}

private_registries contains registry if {
	some image in lib.container_images
	registry := lib.get(image, ["registry"])
	registry != null
	not lib.ecr_registry(registry)
	not lib.public_registry(registry)
}

# METADATA
# title: Pull through cache for an untrusted registry
# description: >-
#   A pull through cache copies images from another registry into the account, where they look like the account's own.
#   Tasks that trust ECR then run whatever the upstream serves.
# custom:
#   severity: low
#   message: "{resource} pulls images from an upstream outside trusted_registries, so its publishers decide what your tasks run"
#   whether: "{resource} pulls images from an upstream outside trusted_registries"
#   reads:
#     ecr.pull_through_cache_rule:
#       upstream_registry_url: registry.untrusted.test
#       credential_arn: null
#   remediation:
#     fix: Cache a registry that ECR supports (or add the upstream to trusted_registries under [settings] in stridelint.toml)
#     terraform: |
#       upstream_registry_url = "registry-1.docker.io"
#       credential_arn        = aws_secretsmanager_secret.docker_hub.arn
#     cloudformation: |
#       UpstreamRegistryUrl: registry-1.docker.io
#       CredentialArn: !Ref DockerHubSecret
#   mitre: [T1195.002]
#   cwe: [CWE-829]
untrusted_pull_through_upstream contains finding if {
	some rule in lib.of_type("ecr.pull_through_cache_rule")
	host := upstream_host(rule)
	is_string(host)
	not lib.partly_known(host)
	not documented_upstream(host)
	not lib.trusted_registry({"registry": host, "path": ""})
	finding := result.at(rule, ["upstream_registry_url"])
}

untrusted_pull_through_upstream contains finding if {
	some rule in lib.of_type("ecr.pull_through_cache_rule")
	upstream_with_login(upstream_host(rule))
	lib.missing(rule.values, ["credential_arn"])
	finding := result.at(rule, ["credential_arn"])
}

upstream_host(rule) := host if {
	written := lib.get(rule.values, ["upstream_registry_url"])
	is_string(written)
	url := lower(written)
	host := split(trim_prefix(trim_prefix(url, "https://"), "http://"), "/")[0]
}

# The upstreams that ECR documents (Amazon ECR user guide, pull through cache rules).
documented_upstream(host) if host in {"public.ecr.aws", "quay.io", "registry.k8s.io"}

documented_upstream(host) if lib.ecr_registry(host)

documented_upstream(host) if upstream_with_login(host)

upstream_with_login(host) if host in {"registry-1.docker.io", "ghcr.io", "registry.gitlab.com", "cgr.dev"}

upstream_with_login(host) if endswith(host, ".azurecr.io")

# METADATA
# title: Image from an account outside trusted_accounts
# description: >-
#   The image comes from the private registry of an AWS account that is not in trusted_accounts. Anyone who controls
#   that account decides what the task runs.
# custom:
#   severity: low
#   message: container {container} pulls from the registry of account {object.image.account}, so an account outside trusted_accounts decides what runs
#   whether: container {container} pulls its image from an account outside trusted_accounts
#   reads:
#     ecs.task_definition:
#       "containers[].image.account": "000000000000"
#       "containers[].image.registry": 000000000000.dkr.ecr.us-east-1.amazonaws.com
#   remediation:
#     fix: Copy the image to your own account (or add its account to trusted_accounts under [settings] in stridelint.toml)
#     terraform: image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"
#     cloudformation: 'Image: !Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:1.4.2'
#     task_definition: '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"'
#   opt_in: true
#   mitre: [T1195.002, T1204.003]
#   cwe: [CWE-829]
foreign_registry_account contains finding if {
	count(input.settings.trusted_accounts) == 0
	some task in lib.tasks
	some i, container in task.values.containers
	lib.present(container.image, ["account"])
	not container.image.account in lib.aws_image_accounts
	path := ["containers", i, "image"]
	not lib.refers(task, path)
	finding := result.at(task, path)
}
