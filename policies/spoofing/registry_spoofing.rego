# METADATA
# title: An image is pulled from a compromised or spoofed registry
# description: >-
#   Whoever answers for the registry that an image reference names decides what the task runs. A registry that nobody in the
#   organisation vouches for, that is reached in the clear, or that is only implied is the attacker's way into the task.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
#   description: Amazon ECR pull through cache rules
# custom:
#   stride: spoofing
#   threat: registry-spoofing
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "Fargate Scheduler -> Container Registry (pull image)"
#   mitre: [T1195.002, T1204.003]
#   cwe: [CWE-829]
package stride.spoofing.registry_spoofing

import data.stride.lib
import data.stride.result

# METADATA
# title: Image from an untrusted registry
# description: >-
#   The image comes from a registry that is not on the list of trusted ones. Whoever controls or spoofs that registry, or an
#   account on it, runs code with the task's role.
# custom:
#   severity: medium
#   message: container {name} pulls {object.image.raw} from a registry that is not trusted, so whoever controls that registry runs code in the task
#   reads:
#     ecs.task_definition:
#       "containers[].image.registry": registry.untrusted.test
#       "containers[].image.path": app
#       "containers[].image.account": "000000000000"
#   remediation:
#     terraform: |
#       Copy the image to a registry of your own, or add its registry to trusted_registries:
#           image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"
#     cloudformation: |
#       Copy the image to a registry of your own, or add its registry to trusted_registries:
#           Image: !Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:1.4.2
#     task_definition: |
#       Copy the image to a registry of your own, or add its registry to trusted_registries:
#           "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2"
#   peers: []
#   mitre: [T1195.002, T1204.003]
#   cwe: [CWE-829]
untrusted_registry contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lib.untrusted_image(container.image)
	not lib.public_registry(container.image.registry)
	finding := result.at(task, ["containers", i, "image"])
}

# Public registries are known to everybody, but anybody may publish there: worth less than an unknown host.
untrusted_registry contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lib.untrusted_image(container.image)
	lib.public_registry(container.image.registry)
	finding := result.facts(task, ["containers", i, "image"], {"severity": "low"})
}
