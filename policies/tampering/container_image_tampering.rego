# METADATA
# title: A registry image is altered to include malware
# description: >-
#   A task runs whatever its image reference resolves to at the moment it starts. Where a tag can be moved, a repository can be
#   written by others, or nobody pins the content, an attacker who pushes one image runs code in every new task.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
#   description: Amazon ECS task and container security best practices
# custom:
#   stride: tampering
#   threat: container-image-tampering
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "Container Registry"
#   mitre: [T1525, T1195.002]
#   cwe: [CWE-494]
package stride.tampering.container_image_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Image tag latest
# description: >-
#   The tag latest, or none, names whatever was pushed last. An attacker who pushes to the repository decides what the next
#   task runs, and nobody can say which image an incident ran.
# custom:
#   severity: medium
#   message: container {name} runs {object.image.raw}, which names whatever was pushed last, so a pushed image replaces the program unnoticed
#   reads:
#     ecs.task_definition:
#       "containers[].image.tag": latest
#       "containers[].image.digest": null
#   remediation:
#     terraform: |
#       Name a version, better its digest:
#           image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>"
#     cloudformation: |
#       Name a version, better its digest:
#           Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>
#     task_definition: |
#       Name a version, better its digest:
#           "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>"
#   peers: []
#   mitre: [T1525, T1195.002]
#   cwe: [CWE-494, CWE-829]
latest_image_tag contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	is_object(container.image)
	lib.missing(container.image, ["digest"])
	latest(container.image)
	finding := result.at(task, ["containers", i, "image"])
}

latest(image) if lib.missing(image, ["tag"])

latest(image) if image.tag == "latest"
