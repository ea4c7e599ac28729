# METADATA
# title: Outsiders write to a queue, topic or secret that tasks trust
# description: >-
#   Tasks trust what they read from queues, topics, secrets and file systems. A resource policy that is open to anyone
#   lets outsiders write there, without any role in the account.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
#   description: Resource types that IAM Access Analyzer finds open to outsiders
# custom:
#   origin: extension
#   actors: [end-user, internal-attacker]
#   flow: "SQS, SNS, Secrets Manager, KMS -> tasks"
#   targets: [element.queue, element.topic, element.secret, element.file-system, resource.kms.key]
#   mitre: [T1530]
#   cwe: [CWE-284]
package stride.tampering.open_resource_policy

import data.stride.lib
import data.stride.result

# METADATA
# title: Queue open to anyone
# description: >-
#   Anyone who knows the queue's URL can do what the statement allows. Tasks then process messages from strangers.
#   Messages meant for the tasks can be read or deleted first.
# custom:
#   severity: high
#   message: the policy of queue {resource} allows any AWS account, so outsiders can add or remove messages that tasks process
#   whether: the policy of queue {resource} allows any AWS account
#   reads:
#     sqs.queue:
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   remediation:
#     fix: Allow only the resource that sends the messages
#     terraform: |
#       condition {
#         test     = "ArnEquals"
#         variable = "aws:SourceArn"
#         values   = [aws_sns_topic.orders.arn]
#       }
#     cloudformation: 'Condition: {ArnEquals: {"aws:SourceArn": !Ref OrdersTopic}}'
#   peers: [CKV_AWS_168]
#   mitre: [T1530]
#   cwe: [CWE-284]
public_queue_policy contains finding if {
	some queue in lib.of_type("sqs.queue")
	some i, statement in queue.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(queue, ["policy", "statements", i, "principals"])
}

# METADATA
# title: Topic open to anyone
# description: >-
#   Anyone who knows the topic's ARN can do what the statement allows. They can publish to all subscribers, or subscribe
#   and read every message.
# custom:
#   severity: high
#   message: the policy of topic {resource} allows any AWS account, so outsiders can publish to it or read its messages
#   whether: the policy of topic {resource} allows any AWS account
#   reads:
#     sns.topic:
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   remediation:
#     fix: Allow only the account or the service that publishes
#     terraform: |
#       condition {
#         test     = "StringEquals"
#         variable = "aws:SourceAccount"
#         values   = [data.aws_caller_identity.current.account_id]
#       }
#     cloudformation: 'Condition: {StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}}'
#   peers: [CKV_AWS_169, SNS.4]
#   security_hub: [SNS.4]
#   mitre: [T1530]
#   cwe: [CWE-284]
public_topic_policy contains finding if {
	some topic in lib.of_type("sns.topic")
	some i, statement in topic.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(topic, ["policy", "statements", i, "principals"])
}

# METADATA
# title: Secret open to anyone
# description: >-
#   Anyone who knows the secret's ARN can do what the statement allows. They can read the password or replace it.
#   Secrets Manager rejects such a policy only if it is asked to.
# custom:
#   severity: critical
#   message: the policy of secret {resource} allows any AWS account, so outsiders can read or replace it
#   whether: the policy of secret {resource} allows any AWS account
#   reads:
#     secretsmanager.secret:
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#       block_public_policy: false
#   remediation:
#     fix: Allow only the roles that need the secret, and let Secrets Manager reject public policies
#     terraform: block_public_policy = true
#     cloudformation: 'BlockPublicPolicy: true'
#   mitre: [T1555.006, T1530]
#   cwe: [CWE-284]
public_secret_policy contains finding if {
	some secret in lib.of_type("secretsmanager.secret")
	not secret.values.block_public_policy == true
	some i, statement in secret.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(secret, ["policy", "statements", i, "principals"])
}

# METADATA
# title: KMS key open to anyone
# description: >-
#   The key policy alone decides who can use a KMS key. Anyone who knows the key's ARN can do what the statement allows.
#   They can decrypt what the key protects, or encrypt data that tasks then trust.
# custom:
#   severity: high
#   message: the policy of key {resource} allows any AWS account, so outsiders can use the key that protects the tasks' data
#   whether: the policy of key {resource} allows any AWS account
#   reads:
#     kms.key:
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   remediation:
#     fix: Allow only the account that manages the key, and the roles that use it
#     terraform: |
#       principals {
#         type        = "AWS"
#         identifiers = ["arn:aws:iam::123456789012:root"]
#       }
#     cloudformation: 'Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}'
#   peers: [CKV_AWS_33, KMS.5]
#   security_hub: [KMS.5]
#   mitre: [T1530]
#   cwe: [CWE-284]
public_key_policy contains finding if {
	some key in lib.of_type("kms.key")
	some i, statement in key.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(key, ["policy", "statements", i, "principals"])
}

# METADATA
# title: File system with root access for any client
# description: >-
#   The file system policy gives every client root access. A container that mounts it can read and change the files of
#   all others, whatever their owner and mode.
# custom:
#   severity: medium
#   message: the policy of file system {resource} gives every client root access, so any of them can change all files
#   whether: the policy of file system {resource} gives every client root access
#   reads:
#     efs.file_system:
#       "policy.statements[].effect": allow
#       "policy.statements[].actions[]": elasticfilesystem:ClientRootAccess
#       "policy.statements[].not_actions": null
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   remediation:
#     fix: Allow only the task role, and do not allow root access
#     terraform: |
#       actions = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
#       principals {
#         type        = "AWS"
#         identifiers = [aws_iam_role.task.arn]
#       }
#     cloudformation: |
#       Principal: {AWS: !GetAtt TaskRole.Arn}
#       Action: [elasticfilesystem:ClientMount, elasticfilesystem:ClientWrite]
#   mitre: [T1530, T1565.001]
#   cwe: [CWE-284, CWE-732]
open_file_system_policy contains finding if {
	some system in lib.of_type("efs.file_system")
	some i, statement in system.values.policy.statements
	lib.open_to_world(statement)
	lib.allows(statement, "elasticfilesystem:clientrootaccess")
	finding := result.at(system, ["policy", "statements", i, "principals"])
}
