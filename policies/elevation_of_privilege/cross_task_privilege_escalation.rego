# METADATA
# title: One task reaches another task's network namespace, metadata or storage
# description: >-
#   Tasks are isolated by their network, process and storage namespaces. A task that shares host namespaces or another
#   task's storage can read and change what belongs to others: traffic, shared memory, files and credentials.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "between tasks in the VPC"
#   targets: [element.workload, flow.host, flow.mount, flow.peer]
#   mitre: [T1611, T1040]
#   cwe: [CWE-653]
package stride.elevation_of_privilege.cross_task_privilege_escalation

import data.stride.lib
import data.stride.result

# METADATA
# title: Host network mode
# description: >-
#   The task shares the host's network. A process in it can connect to every port on the host's loopback interface, and
#   may capture the traffic of other tasks on the host network. It can also get the instance role's credentials from the
#   instance metadata service.
# custom:
#   severity: high
#   message: task definition {values.family} uses the host network, so its containers can reach the host's loopback ports and credentials
#   whether: task definition {values.family} uses the host network
#   reads:
#     ecs.task_definition:
#       network_mode: host
#   remediation:
#     fix: "Give each task its own network interface (the service then needs a network configuration, and its target groups the target type ip)"
#     terraform: network_mode = "awsvpc"
#     cloudformation: 'NetworkMode: awsvpc'
#     task_definition: '"networkMode": "awsvpc"'
#   edit:
#     unsafe: true
#     terraform: {network_mode: awsvpc}
#     cloudformation: {NetworkMode: awsvpc}
#     task_definition: {networkMode: awsvpc}
#   peers: [ECS.17]
#   mitre: [T1040, T1552.005]
#   cwe: [CWE-653]
#   security_hub: [ECS.17]
host_network_mode contains finding if {
	some task in lib.tasks
	task.values.network_mode == "host"
	finding := result.at(task, ["network_mode"])
}

# METADATA
# title: Host IPC namespace shared
# description: >-
#   The containers share memory and semaphores with everything on the host. An attacker who runs code in one can read
#   and change what other tasks keep there.
# custom:
#   severity: high
#   message: task definition {values.family} shares the host IPC namespace, so it can read and change other tasks' shared memory
#   whether: task definition {values.family} shares the host IPC namespace
#   reads:
#     ecs.task_definition:
#       ipc_mode: host
#   remediation:
#     fix: Share the IPC namespace only within the task
#     terraform: ipc_mode = "task"
#     cloudformation: 'IpcMode: task'
#     task_definition: '"ipcMode": "task"'
#   edit:
#     unsafe: true
#     terraform: {ipc_mode: task}
#     cloudformation: {IpcMode: task}
#     task_definition: {ipcMode: task}
#   mitre: [T1611]
#   cwe: [CWE-653]
host_ipc_namespace contains finding if {
	some task in lib.tasks
	task.values.ipc_mode == "host"
	finding := result.at(task, ["ipc_mode"])
}

# METADATA
# title: Docker volume shared between tasks
# description: >-
#   The volume outlives the task, and any task on the host can mount it by name. An attacker who runs code in one task
#   can change the files that the others trust.
# custom:
#   severity: medium
#   message: volume {name} is shared between tasks on a host, so code in one task can change the files of another
#   whether: volume {name} is shared between tasks on a host
#   subject: "ecs.task_definition:volumes[].docker_volume_configuration"
#   reads:
#     ecs.task_definition:
#       "volumes[].docker_volume_configuration.scope": shared
#   remediation:
#     fix: Set the volume's `scope` to `task` and remove `autoprovision`, or share files through EFS access points
#     terraform: |
#       docker_volume_configuration {
#         scope = "task"
#       }
#     cloudformation: 'DockerVolumeConfiguration: {Scope: task}'
#     task_definition: '"dockerVolumeConfiguration": {"scope": "task"}'
#   mitre: [T1080]
#   cwe: [CWE-668]
shared_docker_volume contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	volume.docker_volume_configuration.scope == "shared"
	finding := result.at(task, ["volumes", i, "docker_volume_configuration", "scope"])
}

# METADATA
# title: EFS volume without an access point
# description: >-
#   The task mounts the whole file system with its own user ID. An attacker who runs code in it can reach the
#   directories of every other task that uses the file system.
# custom:
#   severity: medium
#   message: EFS volume {name} is mounted without an access point, so the task can reach every file on the file system
#   unless: EFS volume {name} is mounted through an access point
#   subject: "ecs.task_definition:volumes[].efs_volume_configuration"
#   reads:
#     ecs.task_definition:
#       "volumes[].efs_volume_configuration.authorization_config.access_point_id": null
#   remediation:
#     fix: Mount the volume through an access point, with IAM authorization
#     terraform: |
#       efs_volume_configuration {
#         file_system_id     = aws_efs_file_system.data.id
#         transit_encryption = "ENABLED"
#         authorization_config {
#           access_point_id = aws_efs_access_point.app.id
#           iam             = "ENABLED"
#         }
#       }
#     cloudformation: |
#       EFSVolumeConfiguration:
#         FilesystemId: !Ref FileSystem
#         TransitEncryption: ENABLED
#         AuthorizationConfig: {AccessPointId: !Ref AccessPoint, IAM: ENABLED}
#     task_definition: '"efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"}}'
#   mitre: [T1080, T1530]
#   cwe: [CWE-668]
efs_without_access_point contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	is_object(volume.efs_volume_configuration)
	path := ["efs_volume_configuration", "authorization_config", "access_point_id"]
	lib.missing(volume, path)
	finding := result.at(task, array.concat(["volumes", i], path))
}

# METADATA
# title: EFS volume without IAM authorization
# description: >-
#   The task mounts the file system anonymously. As long as one client does, the file system policy has to admit
#   anonymous clients. An attacker who can reach port 2049 can then mount it without an IAM permission.
# custom:
#   severity: low
#   message: EFS volume {name} is mounted without IAM authorization, so its file system cannot restrict which roles mount it
#   unless: EFS volume {name} is mounted with IAM authorization
#   subject: "ecs.task_definition:volumes[].efs_volume_configuration"
#   reads:
#     ecs.task_definition:
#       "volumes[].efs_volume_configuration.authorization_config.iam": DISABLED
#   remediation:
#     fix: Let only the task role mount it in the file system policy, and mount the volume with IAM authorization
#     terraform: |
#       efs_volume_configuration {
#         file_system_id     = aws_efs_file_system.data.id
#         transit_encryption = "ENABLED"
#         authorization_config {
#           iam = "ENABLED"
#         }
#       }
#
#       resource "aws_efs_file_system_policy" "data" {
#         file_system_id = aws_efs_file_system.data.id
#         policy = jsonencode({
#           Version = "2012-10-17"
#           Statement = [{
#             Effect    = "Allow"
#             Principal = { AWS = aws_iam_role.app_task.arn }
#             Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
#             Resource  = aws_efs_file_system.data.arn
#           }]
#         })
#       }
#     cloudformation: |
#       EFSVolumeConfiguration:
#         FilesystemId: !Ref FileSystem
#         TransitEncryption: ENABLED
#         AuthorizationConfig: {IAM: ENABLED}
#
#       FileSystem:
#         Type: AWS::EFS::FileSystem
#         Properties:
#           FileSystemPolicy:
#             Version: "2012-10-17"
#             Statement:
#               - Effect: Allow
#                 Principal: {AWS: !GetAtt AppTaskRole.Arn}
#                 Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
#     task_definition: '"efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}'
#   mitre: [T1080]
#   cwe: [CWE-306]
efs_without_iam_authorization contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	is_object(volume.efs_volume_configuration)
	path := ["volumes", i, "efs_volume_configuration", "authorization_config", "iam"]
	lib.effective(task, path) == "DISABLED"
	finding := result.at(task, path)
}

# METADATA
# title: EFS access point without a POSIX user
# description: >-
#   Each client chooses the user ID with which it accesses files. A container that runs as root, or chooses the user ID
#   of another task, can read and change that task's files.
# custom:
#   severity: medium
#   message: access point {resource} sets no POSIX user, so each container acts under any user ID it chooses
#   unless: access point {resource} sets a POSIX user
#   reads:
#     efs.access_point:
#       posix_user: null
#   subject: efs.access_point
#   targets: [flow.mount]
#   remediation:
#     fix: Give the access point a dedicated user and group (this replaces the access point, but not the files)
#     terraform: |
#       posix_user {
#         uid = 1000
#         gid = 1000
#       }
#     cloudformation: 'PosixUser: {Uid: "1000", Gid: "1000"}'
#   peers: [CKV_AWS_330, EFS.4]
#   mitre: [T1080]
#   cwe: [CWE-668]
#   security_hub: [EFS.4]
efs_access_point_without_user contains finding if {
	some point in lib.of_type("efs.access_point")
	lib.missing(point.values, ["posix_user"])
	finding := result.at(point, ["posix_user"])
}

# METADATA
# title: EFS access point for the whole file system
# description: >-
#   The access point exposes the whole file system. A container that mounts it can enter the directories of every
#   other task that uses the file system.
# custom:
#   severity: medium
#   message: access point {resource} starts at the root of its file system, so containers that mount it can reach the files of all tasks
#   whether: access point {resource} starts at the root of its file system
#   reads:
#     efs.access_point:
#       root_directory.path: /
#   subject: efs.access_point
#   targets: [flow.mount]
#   remediation:
#     fix: Give the access point a dedicated directory (this replaces the access point, but not the files)
#     terraform: |
#       root_directory {
#         path = "/app"
#         creation_info {
#           owner_uid   = 1000
#           owner_gid   = 1000
#           permissions = "0750"
#         }
#       }
#     cloudformation: |
#       RootDirectory:
#         Path: /app
#         CreationInfo: {OwnerUid: "1000", OwnerGid: "1000", Permissions: "0750"}
#   peers: [CKV_AWS_329, EFS.3]
#   mitre: [T1080]
#   cwe: [CWE-668]
#   security_hub: [EFS.3]
efs_access_point_without_root_directory contains finding if {
	some point in lib.of_type("efs.access_point")
	lib.get(point.values, ["root_directory", "path"]) in {null, "/"}
	finding := result.at(point, ["root_directory", "path"])
}

# METADATA
# title: Security group open to itself
# description: >-
#   Several services share the group, and its members can connect to each other on every port. An attacker who runs
#   code in one service can reach the database, debug and metrics ports of all the others.
# related_resources:
# - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   description: Security group rules
# custom:
#   severity: medium
#   message: security group {resource} is shared by several services and open to itself on every port, so each can reach all their ports
#   whether: security group {resource} is shared by several services and open to itself on every port
#   reads:
#     ec2.security_group:
#       "ingress[].self": true
#       "ingress[].protocol": all
#       "ingress[].from_port": 0
#       "ingress[].to_port": 65535
#     ecs.service:
#       "network_configuration.security_groups[]": "<worst>"
#   subject: task_group
#   remediation:
#     fix: Give each service its own group, and allow only the ports and callers it needs
#     terraform: |
#       ingress {
#         protocol        = "tcp"
#         from_port       = 8080
#         to_port         = 8080
#         security_groups = [aws_security_group.frontend.id]
#       }
#     cloudformation: |
#       SecurityGroupIngress:
#         - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref FrontendSecurityGroup}
#   mitre: [T1021, T1210]
#   cwe: [CWE-653, CWE-668]
self_referencing_open_group contains finding if {
	some group in lib.of_type("ec2.security_group")
	some i, rule in group.values.ingress
	rule.self == true
	every_port(rule)
	count(group.derived.services) + count(services_of_unknown_groups) > 1
	finding := result.at(group, ["ingress", i, "self"])
}

every_port(rule) if {
	rule.protocol in {"all", "tcp", "udp"}
	rule.from_port <= 1
	rule.to_port == 65535
}

# Services whose groups are not known may use this one.
services_of_unknown_groups := {service.id |
	some service in lib.services
	lib.worst in service.values.network_configuration.security_groups
}
