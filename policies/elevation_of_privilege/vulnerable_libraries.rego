# METADATA
# title: Images contain vulnerable libraries
# description: >-
#   An image contains every library it was built with, including known flaws. Some repositories are not scanned, keep
#   old versions available, or use a base image that no longer gets fixes. An attacker can then exploit publicly known
#   flaws.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
#   description: Amazon ECR image scanning
# custom:
#   origin: ecs-article
#   actors: [end-user, internal-attacker]
#   flow: "asset: Fargate container"
#   targets: [flow.pull, element.registry, images]
#   mitre: [T1190, T1525]
#   cwe: [CWE-1104]
package stride.elevation_of_privilege.vulnerable_libraries

import data.stride.lib
import data.stride.result

# METADATA
# title: Image scanning disabled
# description: >-
#   No one is notified when an image in this repository has a known vulnerability. An attacker may find it first.
# custom:
#   severity: medium
#   message: repository {resource} is not scanned on push or by a registry rule in this code, so images with known vulnerabilities run unnoticed
#   unless: repository {resource} is scanned for vulnerabilities
#   reads:
#     ecr.repository:
#       image_scanning_configuration.scan_on_push: false
#       name: app
#     ecr.registry_scanning_configuration:
#       "rules[].scan_frequency": MANUAL
#       "rules[].repository_filters[].filter": nothing
#   quiet:
#     ecr.repository:
#       name: "<worst>"
#   subject: ecr.repository
#   basis: control
#   remediation:
#     fix: Enable scanning for the whole registry (each account and region has one such configuration, so keep it in one place)
#     terraform: |
#       resource "aws_ecr_registry_scanning_configuration" "this" {
#         scan_type = "ENHANCED"
#         rule {
#           scan_frequency = "CONTINUOUS_SCAN"
#           repository_filter {
#             filter      = "*"
#             filter_type = "WILDCARD"
#           }
#         }
#       }
#     cloudformation: |
#       Scanning:
#         Type: AWS::ECR::RegistryScanningConfiguration
#         Properties:
#           ScanType: ENHANCED
#           Rules: [{ScanFrequency: CONTINUOUS_SCAN, RepositoryFilters: [{Filter: "*", FilterType: WILDCARD}]}]
#   peers: [CKV_AWS_163, ECR.1]
#   mitre: [T1190]
#   cwe: [CWE-1104]
#   security_hub: [ECR.1]
image_scanning_disabled contains finding if {
	some repository in lib.repositories
	not repository.values.image_scanning_configuration.scan_on_push == true
	lib.closed(repository)
	not scanned_by_registry(repository)
	finding := result.at(repository, ["image_scanning_configuration", "scan_on_push"])
}

scanned_by_registry(repository) if {
	some configuration in lib.of_type("ecr.registry_scanning_configuration")
	some rule in configuration.values.rules
	rule.scan_frequency in {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"}
	some entry in rule.repository_filters
	covers(entry.filter, repository)
}

covers(filter, _) if regex.match(`^[*]+$`, filter)

# A name that may be any may be one that the filter is meant for.
covers(_, repository) if repository.values.name == lib.worst

covers(filter, repository) if {
	contains(filter, "*")
	expression := concat(".*", [part | some piece in split(filter, "*"); part := regex.replace(piece, `[^A-Za-z0-9]`, `.`)])
	regex.match(concat("", ["^", expression, "$"]), repository.values.name)
}

# Without a wildcard a filter matches every name that holds it.
covers(filter, repository) if {
	not contains(filter, "*")
	contains(repository.values.name, filter)
}

# METADATA
# title: Repository without a lifecycle policy
# description: >-
#   Old images are never removed. Anyone who can start a task can still run one, with every flaw that has been fixed
#   since.
# custom:
#   severity: low
#   message: repository {resource} never removes old images, so tasks can still run versions with known flaws
#   unless: repository {resource} removes old images
#   reads:
#     ecr.repository:
#       lifecycle_policy: null
#   basis: control
#   remediation:
#     fix: Expire images that are no longer deployed
#     terraform: |
#       resource "aws_ecr_lifecycle_policy" "app" {
#         repository = aws_ecr_repository.app.name
#         policy     = file("lifecycle.json")
#       }
#     cloudformation: |
#       LifecyclePolicy:
#         LifecyclePolicyText: |
#           {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}
#   peers: [ECR.3]
#   opt_in: true
#   mitre: [T1525]
#   cwe: [CWE-1104]
#   security_hub: [ECR.3]
missing_lifecycle_policy contains finding if {
	some repository in lib.repositories
	not has_lifecycle_policy(repository)
	lib.closed(repository)
	finding := result.at(repository, ["lifecycle_policy"])
}

has_lifecycle_policy(repository) if not lib.get(repository.values, ["lifecycle_policy"]) in {null, false}

# METADATA
# title: Image past its end of life
# description: >-
#   The version no longer gets fixes. Flaws found since then remain open, and public sources explain how to exploit
#   them.
# custom:
#   severity: medium
#   message: container {container} runs {object.image.raw}, which has had no fixes since {fact.since}, so its known flaws remain open
#   unless: the image of container {container} still gets fixes
#   reads:
#     ecs.task_definition:
#       "containers[].image.registry": "<worst>"
#       "containers[].image.path": "<worst>"
#       "containers[].image.tag": "<worst>"
#   subject: library_image
#   targets: [flow.pull, images]
#   remediation:
#     fix: Use a version that is still maintained
#     terraform: image = "public.ecr.aws/docker/library/node:22-slim"
#     cloudformation: 'Image: public.ecr.aws/docker/library/node:22-slim'
#     task_definition: '"image": "public.ecr.aws/docker/library/node:22-slim"'
#   mitre: [T1190]
#   cwe: [CWE-1104]
end_of_life_base_image contains finding if {
	ends := ends_of_life
	some task in lib.tasks
	some i, container in task.values.containers
	some since in ends[container.image]
	finding := result.facts(task, ["containers", i, "image"], {"since": since})
}

# By image, since when its versions get no fixes.
ends_of_life[image] := dates if {
	some image in lib.container_images
	tag := lib.get(image, ["tag"])
	is_string(tag)
	dates := {since |
		some name in official_names(image)
		some version in object.keys(data.end_of_life[name])
		since := data.end_of_life[name][version]
		since < input.unit.today
		of_version(tag, version)
	}
	count(dates) > 0
}

# An official image of Docker Hub, or of its mirror in the public gallery.
official_names(image) := names if {
	lib.get(image, ["registry"]) in {null, "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", lib.worst}
	image.path != lib.worst
	names := {name | name := trim_prefix(trim_prefix(image.path, "docker/library/"), "library/"); not contains(name, "/")}
}

official_names(image) := names if {
	image.registry == "public.ecr.aws"
	startswith(image.path, "docker/library/")
	names := {trim_prefix(image.path, "docker/library/")}
}

# A path that may be any may be any of them.
official_names(image) := names if {
	image.path == lib.worst
	names := object.keys(data.end_of_life)
}

of_version(tag, _) if tag == lib.worst

# 3.8 is the version of 3.8, 3.8.19 and 3.8-slim, not of 3.80.
of_version(tag, version) if tag == version

of_version(tag, version) if startswith(tag, concat("", [version, "."]))

of_version(tag, version) if startswith(tag, concat("", [version, "-"]))

# METADATA
# title: Lambda runtime past its end of life
# description: >-
#   AWS no longer patches the runtime. A function that shares queues, stores or a network with the tasks then keeps
#   every flaw found since.
# related_resources:
# - ref: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
#   description: Lambda runtimes and when they end
# custom:
#   severity: medium
#   message: function {resource} runs on {value}, which AWS has not patched since {fact.since}, so flaws found since then remain open
#   unless: function {resource} runs on a runtime that AWS still patches
#   reads:
#     lambda.function:
#       runtime: nodejs12.x
#   remediation:
#     fix: Use a runtime that AWS still patches
#     terraform: runtime = "nodejs22.x"
#     cloudformation: 'Runtime: nodejs22.x'
#     cases:
#       python:
#         fix: Use a runtime that AWS still patches
#         terraform: runtime = "python3.13"
#         cloudformation: 'Runtime: python3.13'
#       java:
#         fix: Use a runtime that AWS still patches
#         terraform: runtime = "java21"
#         cloudformation: 'Runtime: java21'
#       dotnet:
#         fix: Use a runtime that AWS still patches
#         terraform: runtime = "dotnet8"
#         cloudformation: 'Runtime: dotnet8'
#       ruby:
#         fix: Use a runtime that AWS still patches
#         terraform: runtime = "ruby3.4"
#         cloudformation: 'Runtime: ruby3.4'
#       provided:
#         fix: Use a runtime that AWS still patches
#         terraform: runtime = "provided.al2023"
#         cloudformation: 'Runtime: provided.al2023'
#   peers: [CKV_AWS_363, Lambda.2]
#   security_hub: [Lambda.2]
#   opt_in: true
#   mitre: [T1190]
#   cwe: [CWE-1104]
end_of_life_lambda_runtime contains finding if {
	some function in lib.of_type("lambda.function")
	since := data.lambda_end_of_life[function.values.runtime]
	since < input.unit.today
	finding := result.facts(function, ["runtime"], {"since": since, "case": language(function.values.runtime)})
}

# What a runtime's name begins with: `python3.8`, `java8.al2`, `dotnetcore3.1`, `go1.x`.
language(runtime) := "provided" if startswith(runtime, "go")

language(runtime) := regex.find_n(`^(python|nodejs|java|dotnet|ruby|provided)`, runtime, 1)[0] if not startswith(runtime, "go")
