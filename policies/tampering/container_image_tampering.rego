# METADATA
# title: A registry image is altered to include malware
# description: >-
#   A deployment runs whatever its image references resolve to when it begins. Some tags can be moved, some repositories
#   can be written by others, and some content is not pinned. An attacker who can push one image there can run code in
#   the tasks of the next deployment.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
#   description: Amazon ECS task and container security best practices
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "Container Registry"
#   targets: [flow.pull, element.registry, images]
#   mitre: [T1525, T1195.002]
#   cwe: [CWE-494]
package stride.tampering.container_image_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Image uses the latest tag
# description: >-
#   The tag latest, or no tag, points to the image that was last pushed as latest. An attacker who can push to the
#   repository decides what the next deployment, or the next standalone task, runs. After an incident, the task
#   definition does not show which image ran.
# custom:
#   severity: medium
#   message: container {name} runs {object.image.raw} without a fixed version, so its next deployment may run a different program
#   unless: the image of container {name} has a fixed version
#   reads:
#     ecs.task_definition:
#       "containers[].image.tag": latest
#       "containers[].image.raw": app:latest
#       "containers[].image.digest": null
#     ecr.repository:
#       image_tag_mutability: MUTABLE
#       "image_tag_mutability_exclusion_filters[].filter": "*"
#   subject: stated_image
#   remediation:
#     fix: Use a version tag, preferably with its digest
#     terraform: image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>"
#     cloudformation: 'Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>'
#     task_definition: '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>"'
#   mitre: [T1525, T1195.002]
#   cwe: [CWE-494, CWE-829]
latest_image_tag contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	is_object(container.image)
	lib.missing(container.image, ["digest"])
	latest(container.image)
	an_image(container.image)
	path := ["containers", i, "image"]
	not tag_cannot_move(task, path, "latest")
	finding := result.facts(task, path, object.union({"at": "tag"}, worth(task, path)))
}

# Who takes a module or a template chooses the image: what it runs by itself is a suggestion.
worth(task, path) := {"severity": "low"} if lib.suggested_image(task, path)

worth(task, path) := {} if not lib.suggested_image(task, path)

latest(image) if lib.missing(image, ["tag"])

latest(image) if image.tag == "latest"

# METADATA
# title: Image not pinned by digest
# description: >-
#   Unless the repository has immutable tags, anyone who can push can replace a reviewed version. The next deployment, or
#   the next standalone task, then runs the replacement.
# custom:
#   severity: low
#   message: container {container} uses {object.image.raw} by tag only, so its next deployment may run a different program
#   unless: the image of container {container} is pinned by digest
#   reads:
#     ecs.task_definition:
#       "containers[].image.tag": "1.0"
#       "containers[].image.raw": app:1.0
#       "containers[].image.digest": null
#     ecr.repository:
#       image_tag_mutability: MUTABLE
#       "image_tag_mutability_exclusion_filters[].filter": "*"
#   subject: versioned_image
#   basis: control
#   remediation:
#     fix: Add the digest after the tag
#     terraform: image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>"
#     cloudformation: 'Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>'
#     task_definition: '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>"'
#   yields_to: [container-image-tampering.latest-image-tag, registry-spoofing.untrusted-registry]
#   mitre: [T1525, T1195.002]
#   cwe: [CWE-494]
image_not_pinned_by_digest contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lib.missing(container.image, ["digest"])
	tag := lib.get(container.image, ["tag"])
	is_string(tag)
	tag != "latest"
	an_image(container.image)
	path := ["containers", i, "image"]
	not tag_cannot_move(task, path, tag)
	not lib.callers_image(task, path)
	finding := result.facts(task, path, {"at": "tag"})
}

# What is not known as a whole may be a placeholder.
an_image(image) if {
	lib.present(image, ["raw"])
	not image in placeholders
}

placeholders contains image if {
	some image in lib.container_images
	lib.placeholder_image(image)
}

tag_cannot_move(task, path, tag) if {
	some repository in lib.targets(task, path)
	repository.type == "ecr.repository"
	immutable(repository, tag)
}

immutable(repository, _) if repository.values.image_tag_mutability == "IMMUTABLE"

immutable(repository, tag) if {
	repository.values.image_tag_mutability == "IMMUTABLE_WITH_EXCLUSION"
	not excluded(repository, tag)
}

immutable(repository, tag) if {
	repository.values.image_tag_mutability == "MUTABLE_WITH_EXCLUSION"
	excluded(repository, tag)
}

# A tag holds no slash, so `*` matches any of it.
excluded(repository, tag) if {
	some exclusion in repository.values.image_tag_mutability_exclusion_filters
	glob.match(exclusion.filter, ["/"], tag)
}

# METADATA
# title: Repository with mutable tags
# description: >-
#   An image can be pushed over a tag that is in use. Anyone who can push to the repository can replace a reviewed
#   version. The next deployment that uses the tag, or the next standalone task, runs the replacement.
# custom:
#   severity: medium
#   message: repository {resource} has mutable tags, so a push can replace the image that the next deployment runs
#   whether: repository {resource} has mutable tags
#   reads:
#     ecr.repository:
#       image_tag_mutability: MUTABLE
#       "image_tag_mutability_exclusion_filters[].filter": "*"
#   basis: control
#   remediation:
#     fix: Make tags immutable
#     terraform: image_tag_mutability = "IMMUTABLE"
#     cloudformation: 'ImageTagMutability: IMMUTABLE'
#   edit:
#     unsafe: true
#     from: [MUTABLE]
#     terraform: {image_tag_mutability: IMMUTABLE}
#     cloudformation: {ImageTagMutability: IMMUTABLE}
#   peers: [CKV_AWS_51, ECR.2]
#   mitre: [T1525]
#   cwe: [CWE-494]
#   security_hub: [ECR.2]
mutable_repository_tags contains finding if {
	some repository in lib.repositories
	lib.effective(repository, ["image_tag_mutability"]) in {"MUTABLE", "MUTABLE_WITH_EXCLUSION"}
	finding := result.at(repository, ["image_tag_mutability"])
}

# An exclusion that lets every tag, or latest, move after all.
mutable_repository_tags contains finding if {
	some repository in lib.repositories
	repository.values.image_tag_mutability == "IMMUTABLE_WITH_EXCLUSION"
	some i, exclusion in repository.values.image_tag_mutability_exclusion_filters
	leaves_latest_mutable(exclusion.filter)
	finding := result.at(repository, ["image_tag_mutability_exclusion_filters", i, "filter"])
}

leaves_latest_mutable(filter) if glob.match(filter, ["/"], "latest")

# METADATA
# title: Repository open to any AWS account
# description: >-
#   The repository policy allows any AWS account to act on it. Anyone can pull the images and read their contents. If
#   the policy allows pushes, anyone can push malicious images that tasks then run.
# custom:
#   severity: critical
#   message: "{resource} allows every principal to use a repository, so any AWS account can pull its images or push others"
#   whether: "{resource} allows every principal to use a repository"
#   reads:
#     iam.resource_policy:
#       kind: ecr.repository
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#     ecr.repository:
#       "repository_policy.statements[].effect": allow
#       "repository_policy.statements[].principals[].type": "*"
#       "repository_policy.statements[].principals[].id": "*"
#       "repository_policy.statements[].restricted": false
#   subject: ecr.repository
#   remediation:
#     fix: Allow only the accounts or the organisation that pull the images
#     terraform: |
#       principals {
#         type        = "AWS"
#         identifiers = ["arn:aws:iam::123456789012:root"]
#       }
#     cloudformation: 'Principal: {AWS: "arn:aws:iam::123456789012:root"}'
#   peers: [CKV_AWS_32]
#   mitre: [T1525, T1530]
#   cwe: [CWE-284]
public_repository_policy contains finding if {
	some repository in lib.repositories
	some i, statement in repository.values.repository_policy.statements
	lib.open_to_world(statement)
	finding := result.at(repository, ["repository_policy", "statements", i, "principals"])
}

public_repository_policy contains finding if {
	some document in lib.documents_for("ecr.repository")
	some i, statement in document.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(document, ["policy", "statements", i, "principals"])
}

# METADATA
# title: Repository without a customer managed KMS key
# description: >-
#   The images are encrypted with a key that AWS owns. You cannot disable it, restrict who decrypts with it, or audit
#   its use.
# custom:
#   severity: low
#   message: repository {resource} has no customer managed KMS key, so you cannot restrict or audit who decrypts its images
#   unless: repository {resource} has a customer managed KMS key
#   reads:
#     ecr.repository:
#       encryption_configuration.encryption_type: AES256
#   basis: control
#   remediation:
#     fix: Encrypt with a customer managed KMS key (this replaces the repository, so copy the images first)
#     terraform: |
#       encryption_configuration {
#         encryption_type = "KMS"
#         kms_key         = aws_kms_key.ecr.arn
#       }
#     cloudformation: 'EncryptionConfiguration: {EncryptionType: KMS, KmsKey: !GetAtt Key.Arn}'
#   peers: [CKV_AWS_136]
#   opt_in: true
#   mitre: [T1530]
#   cwe: [CWE-311]
repository_not_encrypted_with_kms contains finding if {
	some repository in lib.repositories
	path := ["encryption_configuration", "encryption_type"]
	not lib.effective(repository, path) in {"KMS", "KMS_DSSE"}
	finding := result.at(repository, path)
}

# METADATA
# title: Repository deleted with its images
# description: >-
#   Removing the repository from the code also deletes every image in it. Running services can no longer start tasks, and
#   the images they ran are lost as evidence. An attacker who can change the code, or one wrong change, is enough.
# custom:
#   severity: low
#   message: repository {resource} lets a delete remove its images too, so one wrong change takes what tasks start from
#   whether: repository {resource} lets a delete remove its images too
#   reads:
#     ecr.repository:
#       force_delete: true
#   subject: none
#   remediation:
#     fix: Refuse to delete a repository that contains images
#     terraform: force_delete = false
#     cloudformation: 'EmptyOnDelete: false'
#   edit:
#     terraform: {force_delete: false}
#     cloudformation: {EmptyOnDelete: false}
#   mitre: [T1485]
#   cwe: [CWE-693]
repository_force_delete contains finding if {
	some repository in lib.repositories
	repository.values.force_delete == true
	finding := result.at(repository, ["force_delete"])
}

# METADATA
# title: Version consistency disabled
# description: >-
#   ECS no longer resolves the tag to one digest per deployment. If an attacker moves the tag, tasks of one service run
#   different programs, and the service revision does not show which.
# custom:
#   severity: low
#   message: container {container} has version consistency disabled, so tasks of one deployment may run different programs
#   whether: container {container} has version consistency disabled
#   reads:
#     ecs.task_definition:
#       "containers[].version_consistency": disabled
#       "containers[].image.digest": null
#   remediation:
#     fix: Enable version consistency in the container definition
#     terraform: versionConsistency = "enabled"
#     cloudformation: 'VersionConsistency: enabled'
#     task_definition: '"versionConsistency": "enabled"'
#   edit:
#     terraform: {versionConsistency: enabled}
#     cloudformation: {VersionConsistency: enabled}
#     task_definition: {versionConsistency: enabled}
#   opt_in: true
#   mitre: [T1525]
#   cwe: [CWE-494]
version_consistency_disabled contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	container.version_consistency == "disabled"
	lib.missing(container.image, ["digest"])
	finding := result.at(task, ["containers", i, "version_consistency"])
}

# METADATA
# title: Task can push images
# description: >-
#   The task can push to a registry that tasks run from. An attacker who runs code in it can push a malicious image,
#   which then runs in every task that pulls it.
# custom:
#   severity: high
#   message: "{statement} lets a task push images, so an attacker in it can replace what other tasks run"
#   whether: "{resource} lets a task push images"
#   reads:
#     iam.role:
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "ecr:putimage"
#       "policies[].statements[].actions[]": "ecr:putimage"
#       passed_to_tasks: true
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "ecr:putimage"
#       "statements[].actions[]": "ecr:putimage"
#   subject: task_role
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Let only the build pipeline push images, and allow the task only to pull them
#     terraform: |
#       statement {
#         actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
#         resources = [aws_ecr_repository.app.arn]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
#         Resource: !GetAtt AppRepository.Arn
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1525]
#   cwe: [CWE-250, CWE-494]
task_can_push_images contains finding if {
	some role in lib.roles
	lib.task_role(role)
	some item in lib.allowed_to(role)
	lib.grants_any(item.statement, {"ecr:putimage"})
	finding := result.of_statement(item, lib.action_path(item, {"ecr:putimage"}))
}
