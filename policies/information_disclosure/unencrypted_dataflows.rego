# METADATA
# title: Traffic in the clear can be intercepted
# description: >-
#   Data that leaves a task without encryption can be read and changed by whoever sits on the way: another task in the network, a
#   compromised router, a mirrored port. Data at rest without encryption is theirs who get hold of the disk or a snapshot.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# custom:
#   stride: information-disclosure
#   threat: unencrypted-dataflows
#   origin: ecs-model
#   actors: [internal-attacker, end-user]
#   flow: "VPC -> EC2 Metadata Service (HTTP); every flow without TLS"
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
package stride.information_disclosure.unencrypted_dataflows

import data.stride.lib
import data.stride.result

# METADATA
# title: EFS volume without encryption in transit
# description: >-
#   The files of the volume travel over NFS in the clear. Whoever can see the traffic between the task and the file system reads
#   and changes them.
# custom:
#   severity: high
#   message: EFS volume {name} is mounted without encryption in transit, so its files cross the network in the clear
#   reads:
#     ecs.task_definition:
#       "volumes[].efs_volume_configuration.transit_encryption": DISABLED
#   remediation:
#     terraform: |
#       Mount the file system over TLS:
#           efs_volume_configuration {
#             file_system_id     = aws_efs_file_system.data.id
#             transit_encryption = "ENABLED"
#           }
#     cloudformation: |
#       Mount the file system over TLS:
#           EFSVolumeConfiguration:
#             FilesystemId: !Ref FileSystem
#             TransitEncryption: ENABLED
#     task_definition: |
#       Mount the file system over TLS:
#           "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}
#   peers: [CKV_AWS_97, ECS.18]
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
#   security_hub: [ECS.18]
efs_transit_encryption_disabled contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	is_object(volume.efs_volume_configuration)
	path := ["volumes", i, "efs_volume_configuration", "transit_encryption"]
	lib.effective(task, path) == "DISABLED"
	finding := result.at(task, path)
}
