# What is stored, and the keys that it is stored under.
package stride.information_disclosure.unencrypted_dataflows

import data.stride.lib
import data.stride.result

# METADATA
# title: EBS volume not encrypted
# description: >-
#   The volume that ECS creates for the task is not encrypted. Anyone who obtains a snapshot of it, or the disk, can
#   read what the task wrote.
# custom:
#   severity: medium
#   message: volume {name} of service {resource} is not encrypted, so anyone who obtains its disk or a snapshot can read it
#   unless: volume {name} of service {resource} is encrypted
#   subject: "ecs.service:volume_configuration"
#   reads:
#     ecs.service:
#       "volume_configuration[].managed_ebs_volume.encrypted": false
#   remediation:
#     fix: Encrypt the volume
#     terraform: |
#       managed_ebs_volume {
#         role_arn  = aws_iam_role.infrastructure.arn
#         encrypted = true
#       }
#     cloudformation: 'ManagedEBSVolume: {RoleArn: !GetAtt InfrastructureRole.Arn, Encrypted: true}'
#     task_definition: '"managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/ecs-infrastructure", "encrypted": true}'
#   edit:
#     unsafe: true
#     terraform: {managed_ebs_volume: {encrypted: true}}
#     cloudformation: {ManagedEBSVolume: {Encrypted: true}}
#     task_definition: {managedEBSVolume: {encrypted: true}}
#   mitre: [T1530]
#   cwe: [CWE-311]
ebs_volume_not_encrypted contains finding if {
	some service in lib.services
	some i, volume in service.values.volume_configuration
	is_object(volume.managed_ebs_volume)
	path := ["volume_configuration", i, "managed_ebs_volume", "encrypted"]
	lib.effective(service, path) == false
	finding := result.at(service, path)
}

# METADATA
# title: EFS file system not encrypted
# description: >-
#   The files are stored unencrypted. Anyone who obtains the storage of the file system can read what the tasks wrote.
# related_resources:
# - ref: https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
#   description: Encrypting data at rest in Amazon EFS
# custom:
#   severity: medium
#   message: file system {resource} is not encrypted, so anyone who obtains its storage can read it
#   unless: file system {resource} is encrypted
#   reads:
#     efs.file_system:
#       encrypted: false
#   basis: control
#   remediation:
#     fix: Encrypt the file system (this replaces it with an empty one, so copy the files first)
#     terraform: encrypted = true
#     cloudformation: 'Encrypted: true'
#   edit:
#     unsafe: true
#     terraform: {encrypted: true}
#     cloudformation: {Encrypted: true}
#   peers: [CKV_AWS_42, EFS.1]
#   mitre: [T1530]
#   cwe: [CWE-311]
#   security_hub: [EFS.1]
efs_file_system_not_encrypted contains finding if {
	some system in lib.of_type("efs.file_system")
	lib.effective(system, ["encrypted"]) == false
	finding := result.at(system, ["encrypted"])
}

# METADATA
# title: Container host disk not encrypted
# description: >-
#   The images, the containers' writable layers and their volumes are on the disk of the instance. Anyone who obtains
#   the disk or a snapshot of it can read what the tasks wrote. If the code does not say, the account's default applies.
# custom:
#   severity: medium
#   message: "{resource} starts container hosts {fact.how}, so anyone who obtains a disk or a snapshot can read what tasks wrote"
#   unless: "{resource} starts container hosts with encrypted disks"
#   subject: ["ec2.instance:block_devices", "ec2.launch_template:block_devices", "autoscaling.launch_configuration:block_devices"]
#   targets: [resource.host]
#   reads:
#     ec2.instance: &disks
#       "user_data_settings[].name": ECS_CLUSTER
#       "block_devices[].encrypted": false
#       "block_devices[].snapshot": null
#       "block_devices[].virtual_name": null
#       "block_devices[].no_device": null
#     ec2.launch_template: *disks
#     autoscaling.launch_configuration: *disks
#     aws_autoscaling_group:
#       "launch_template[].id": "<worst>"
#       launch_configuration: "<worst>"
#       "mixed_instances_policy[].launch_template[].launch_template_specification[].launch_template_id": "<worst>"
#     AWS::AutoScaling::AutoScalingGroup:
#       launch_template.launch_template_id: "<worst>"
#       launch_configuration_name: "<worst>"
#     aws_ecs_capacity_provider:
#       "auto_scaling_group_provider[].auto_scaling_group_arn": "<worst>"
#     AWS::ECS::CapacityProvider:
#       auto_scaling_group_provider.auto_scaling_group_arn: "<worst>"
#     aws_ebs_encryption_by_default:
#       enabled: false
#   quiet:
#     aws_ebs_encryption_by_default:
#       enabled: true
#   basis: control
#   remediation:
#     fix: Encrypt the disks
#     terraform: |
#       block_device_mappings {
#         device_name = "/dev/xvda"
#         ebs {
#           encrypted = true
#         }
#       }
#     cloudformation: |
#       BlockDeviceMappings:
#         - DeviceName: /dev/xvda
#           Ebs: {Encrypted: true}
#   peers: [CKV_AWS_8, EC2.7]
#   mitre: [T1530]
#   cwe: [CWE-311]
container_host_disk_not_encrypted contains finding if {
	not encrypted_by_default
	some machine in lib.container_hosts
	some i, disk in machine.values.block_devices
	disk.encrypted == false
	finding := result.facts(machine, ["block_devices", i, "encrypted"], {"how": "with an unencrypted disk"})
}

# A disk that is not written is the image's and the account's to decide.
container_host_disk_not_encrypted contains finding if {
	not encrypted_by_default
	some machine in lib.container_hosts
	some i, disk in machine.values.block_devices
	lib.missing(disk, ["encrypted"])
	lib.missing(disk, ["snapshot"])
	lib.missing(disk, ["virtual_name"])
	lib.missing(disk, ["no_device"])
	facts := {"how": "without encrypting their disk", "severity": "low"}
	finding := result.facts(machine, ["block_devices", i, "encrypted"], facts)
}

# The unit switches the account's default on.
encrypted_by_default if {
	some setting in lib.of_type("aws_ebs_encryption_by_default")
	not setting.values.enabled == false
}

# METADATA
# title: KMS key without automatic rotation
# description: >-
#   All data is encrypted with the same key material for as long as the key exists. Anyone who obtains that material can
#   decrypt past and future data.
# custom:
#   severity: low
#   message: key {resource} is not rotated automatically, so leaked key material decrypts old and new data
#   unless: key {resource} is rotated automatically
#   targets: [flow.clear]
#   reads:
#     kms.key:
#       enable_key_rotation: false
#       key_spec: SYMMETRIC_DEFAULT
#   basis: control
#   remediation:
#     fix: Enable automatic rotation
#     terraform: enable_key_rotation = true
#     cloudformation: 'EnableKeyRotation: true'
#   peers: [CKV_AWS_7, KMS.4]
#   security_hub: [KMS.4]
#   opt_in: true
#   mitre: [T1530]
#   cwe: [CWE-324]
key_not_rotated contains finding if {
	some key in lib.of_type("kms.key")
	key.source_type in {"aws_kms_key", "AWS::KMS::Key"}
	lib.get(key.values, ["key_spec"]) in {null, "SYMMETRIC_DEFAULT"}
	not key.values.enable_key_rotation == true
	finding := result.at(key, ["enable_key_rotation"])
}
