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

# METADATA
# title: Endpoint without TLS
# description: >-
#   The program is told to talk to another host in the clear. Whoever sits between the two reads and changes what they
#   say, credentials included.
# custom:
#   severity: medium
#   message: environment variable {name} of container {container} names an endpoint without TLS, so whoever sits on the way reads and changes what is sent
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].value": http://api.example.com
#       "containers[].environment[].url.scheme": http
#       "containers[].environment[].url.host": api.example.com
#       "containers[].name": app
#   remediation:
#     terraform: |
#       Use the endpoint's TLS port:
#           environment = [{ name = "API_URL", value = "https://api.internal" }]
#     cloudformation: |
#       Use the endpoint's TLS port:
#           Environment: [{Name: API_URL, Value: "https://api.internal"}]
#     task_definition: |
#       Use the endpoint's TLS port:
#           "environment": [{"name": "API_URL", "value": "https://api.internal"}]
#   peers: []
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
plaintext_endpoint_in_environment contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	path := ["containers", i, "environment", j, "value"]
	in_the_clear(task, path, entry)
	finding := result.at(task, path)
}

in_the_clear(task, _, entry) if {
	contains(entry.value, "://")
	some url in regex.find_n(`(^|[\s,;])(http|ws|ftp|redis|amqp|mqtt|ldap|nats)://[^\s,;]+`, lower(entry.value), -1)
	elsewhere(task, lib.url_host(trim(url, " ,;\t\n")))
}

in_the_clear(_, _, entry) if {
	contains(lower(entry.value), "ssl")
	regex.match(`(^|[^a-z])(sslmode=disable|usessl=false)($|[^a-z])`, lower(entry.value))
}

# Of a value that is not known as a whole, the scheme and the host may be.
in_the_clear(task, _, entry) if {
	entry.url.scheme in clear_schemes
	elsewhere(task, lower(entry.url.host))
}

in_the_clear(task, path, entry) if {
	entry.url.scheme in clear_schemes
	lib.missing(entry.url, ["host"])
	lib.refers(task, path)
}

clear_schemes := {"http", "ws", "ftp", "redis", "amqp", "mqtt", "ldap", "nats"}

# Not the task itself, its metadata service, an address to listen on, or the name of an XML namespace.
elsewhere(task, host) if {
	not lib.loopback(host)
	not host in {"+", "*", "0.0.0.0", "::"}
	not regex.match(`^169\.254\.[0-9]+\.[0-9]+$|^fe80:`, host)
	not regex.match(`^(www\.w3\.org|schemas?\..*|xmlns\..*|java\.sun\.com|ns\.adobe\.com|purl\.org)$`, host)
	not another_container(task, host)
}

# A container whose name is not known may have this one.
another_container(task, host) if {
	some container in task.values.containers
	lib.missing(container, ["name"])
	not contains(host, ".")
}

another_container(task, host) if {
	some container in task.values.containers
	lower(container.name) == host
}

# METADATA
# title: EBS volume without encryption
# description: >-
#   The volume that ECS makes for the task is not encrypted. Whoever gets at a snapshot of it, or at the disk, reads
#   what the task wrote.
# custom:
#   severity: medium
#   message: volume {name} of service {resource} is not encrypted, so whoever gets at its disk or a snapshot reads what the tasks wrote
#   reads:
#     ecs.service:
#       "volume_configuration[].managed_ebs_volume.encrypted": false
#   remediation:
#     terraform: |
#       Encrypt the volume:
#           managed_ebs_volume {
#             role_arn  = aws_iam_role.infrastructure.arn
#             encrypted = true
#           }
#     cloudformation: |
#       Encrypt the volume:
#           ManagedEBSVolume: {RoleArn: !GetAtt InfrastructureRole.Arn, Encrypted: true}
#     task_definition: |
#       Encrypt the volume:
#           "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/ecs-infrastructure", "encrypted": true}
#   peers: []
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
