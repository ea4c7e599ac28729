# METADATA
# title: A bucket that tasks use is open or unprotected
# description: >-
#   Tasks keep uploads, exports, environment files and logs in buckets. If a bucket is public, unversioned or unlogged,
#   its data can leak or be changed from outside, without any task being attacked.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
#   description: Security best practices for Amazon S3
# custom:
#   origin: ecs-article
#   actors: [end-user, internal-attacker]
#   flow: "asset: S3"
#   targets: [element.bucket]
#   mitre: [T1530]
#   cwe: [CWE-732]
package stride.information_disclosure.s3_misconfiguration

import data.stride.lib
import data.stride.result

# METADATA
# title: Public ACL
# description: >-
#   The access control list (ACL) gives access to anyone, or to anyone with an AWS account. New buckets reject such ACLs
#   unless their ownership setting enables ACLs. Older buckets apply them.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
#   description: Access control list overview
# custom:
#   severity: critical
#   message: the ACL of bucket {resource} makes it public ({value}), so anyone can access the tasks' data
#   whether: the ACL of bucket {resource} makes it public
#   reads:
#     s3.bucket: &same
#       acl: public-read
#       "grants[].grantee_uri": http://acs.amazonaws.com/groups/global/AllUsers
#     s3.bucket_acl: *same
#   subject: s3.bucket
#   remediation:
#     terraform: |
#       Remove the ACL, and control access with policies:
#           resource "aws_s3_bucket_ownership_controls" "app" {
#             bucket = aws_s3_bucket.app.id
#             rule {
#               object_ownership = "BucketOwnerEnforced"
#             }
#           }
#     cloudformation: |
#       Remove AccessControl and leave access to policies:
#           OwnershipControls:
#             Rules: [{ObjectOwnership: BucketOwnerEnforced}]
#   peers: [CKV_AWS_20, CKV_AWS_57]
#   mitre: [T1530]
#   cwe: [CWE-732]
public_acl contains finding if {
	some bucket in with_apart("s3.bucket_acl")
	bucket.values.acl in {"public-read", "public-read-write", "authenticated-read"}
	finding := result.at(bucket, ["acl"])
}

# The URIs of the groups: everyone, and everyone with an AWS account (Amazon S3 user guide, "Amazon S3 predefined groups").
public_acl contains finding if {
	some bucket in with_apart("s3.bucket_acl")
	some i, grant in bucket.values.grants
	regex.match(`/global/(AllUsers|AuthenticatedUsers)$`, grant.grantee_uri)
	finding := result.at(bucket, ["grants", i, "grantee_uri"])
}

# METADATA
# title: Public bucket policy
# description: >-
#   The policy allows every principal, and no condition restricts the source or the caller. Anyone who learns the bucket
#   name can do what the statement allows.
# custom:
#   severity: critical
#   message: the policy of bucket {resource} allows every principal without a condition, so anyone can do what the statement allows
#   whether: the policy of bucket {resource} allows every principal without a condition
#   reads:
#     iam.resource_policy:
#       kind: s3.bucket
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#     s3.bucket: &same
#       "policy.statements[].effect": allow
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#     s3.bucket_policy: *same
#   subject: s3.bucket
#   remediation:
#     fix: Allow only the principals that need access
#     terraform: |
#       principals {
#         type        = "AWS"
#         identifiers = [aws_iam_role.app_task.arn]
#       }
#     cloudformation: 'Principal: {AWS: !GetAtt AppTaskRole.Arn}'
#   peers: [CKV_AWS_70]
#   mitre: [T1530]
#   cwe: [CWE-732, CWE-284]
public_bucket_policy contains finding if {
	some bucket in with_apart("s3.bucket_policy")
	some i, statement in bucket.values.policy.statements
	statement.effect == "allow"
	not statement.restricted == true
	some j, principal in statement.principals
	principal.type in {"*", "AWS"}
	principal.id == "*"
	finding := result.at(bucket, ["policy", "statements", i, "principals", j, "id"])
}

public_bucket_policy contains finding if {
	some document in lib.documents_for("s3.bucket")
	some i, statement in document.values.policy.statements
	lib.open_to_world(statement)
	finding := result.at(document, ["policy", "statements", i, "principals"])
}

# METADATA
# title: Public access not blocked
# description: >-
#   Block Public Access overrides every ACL and policy that would make the bucket public, now and later. If one of its
#   four settings is off, the next mistake takes effect. A setting that is not given is off.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   description: Blocking public access to your Amazon S3 storage
# custom:
#   severity: medium
#   message: "{resource} does not enable {fact.settings}, so an ACL or a policy can make the bucket public"
#   unless: "{resource} enables all four settings of Block Public Access"
#   reads:
#     s3.bucket:
#       public_access_block.block_public_acls: false
#       public_access_block.block_public_policy: false
#       public_access_block.ignore_public_acls: false
#       public_access_block.restrict_public_buckets: false
#     s3.bucket_public_access_block: &same
#       block_public_acls: false
#       block_public_policy: false
#       ignore_public_acls: false
#       restrict_public_buckets: false
#     s3.account_public_access_block: *same
#   basis: control
#   remediation:
#     fix: Enable all four settings
#     terraform: |
#       resource "aws_s3_bucket_public_access_block" "app" {
#         bucket                  = aws_s3_bucket.app.id
#         block_public_acls       = true
#         block_public_policy     = true
#         ignore_public_acls      = true
#         restrict_public_buckets = true
#       }
#     cloudformation: |
#       PublicAccessBlockConfiguration:
#         BlockPublicAcls: true
#         BlockPublicPolicy: true
#         IgnorePublicAcls: true
#         RestrictPublicBuckets: true
#   peers: [CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56, S3.8]
#   mitre: [T1530]
#   cwe: [CWE-732]
#   security_hub: [S3.8]
public_access_not_blocked contains finding if {
	some bucket in buckets
	some setting in settings
	bucket.values.public_access_block[setting] == false
	not blocked_for_account(setting)
	finding := result.facts(bucket, ["public_access_block", setting], {"settings": setting})
}

public_access_not_blocked contains finding if {
	some block in lib.of_type("s3.bucket_public_access_block")
	some setting in settings
	block.values[setting] == false
	not blocked_for_account(setting)
	finding := result.facts(block, [setting], {"settings": setting})
}

# The settings that are not there have one text to change between them.
public_access_not_blocked contains finding if {
	some bucket in buckets
	block := lib.get(bucket.values, ["public_access_block"])
	is_object(block)
	absent := not_named(block)
	count(absent) > 0
	finding := result.facts(bucket, ["public_access_block"], {"settings": concat(", ", absent)})
}

public_access_not_blocked contains finding if {
	some block in lib.of_type("s3.bucket_public_access_block")
	absent := not_named(block.values)
	count(absent) > 0
	finding := result.facts(block, [], {"settings": concat(", ", absent)})
}

not_named(block) := absent if {
	absent := [setting |
		some setting in settings
		lib.missing(block, [setting])
		not blocked_for_account(setting)
	]
}

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

# S3 applies the strictest of what the account and the bucket say, setting by setting.
blocked_for_account(setting) if {
	some account in lib.of_type("s3.account_public_access_block")
	account.values[setting] == true
}

# METADATA
# title: No public access block declared
# description: >-
#   Nothing in the code keeps the bucket private. AWS blocks public access to buckets created since April 2023. A code
#   review would not show that this block has been removed.
# custom:
#   severity: low
#   message: bucket {resource} has no public access block in the code, so a code review cannot show its removal
#   unless: bucket {resource} has a public access block in the code
#   reads:
#     s3.bucket:
#       public_access_block: null
#   remediation:
#     fix: Declare the public access block
#     terraform: |
#       resource "aws_s3_bucket_public_access_block" "app" {
#         bucket                  = aws_s3_bucket.app.id
#         block_public_acls       = true
#         block_public_policy     = true
#         ignore_public_acls      = true
#         restrict_public_buckets = true
#       }
#     cloudformation: |
#       PublicAccessBlockConfiguration:
#         BlockPublicAcls: true
#         BlockPublicPolicy: true
#         IgnorePublicAcls: true
#         RestrictPublicBuckets: true
#   peers: [CKV2_AWS_6, S3.8]
#   opt_in: true
#   mitre: [T1530]
#   cwe: [CWE-732]
#   security_hub: [S3.8]
public_access_block_undeclared contains finding if {
	some bucket in buckets
	lib.missing(bucket.values, ["public_access_block"])
	count(lib.of_type("s3.account_public_access_block")) == 0
	lib.closed(bucket)
	finding := result.at(bucket, ["public_access_block"])
}

# METADATA
# title: Bucket without versioning
# description: >-
#   Overwritten or deleted objects cannot be recovered. An attacker in a task, or anyone with its role, can destroy or
#   replace the data.
# custom:
#   severity: low
#   message: bucket {resource} does not keep object versions, so overwritten or deleted objects are lost
#   unless: bucket {resource} keeps object versions
#   reads:
#     s3.bucket:
#       versioning.status: Disabled
#       object_lock_enabled: false
#   basis: control
#   remediation:
#     fix: Enable versioning
#     terraform: |
#       resource "aws_s3_bucket_versioning" "app" {
#         bucket = aws_s3_bucket.app.id
#         versioning_configuration {
#           status = "Enabled"
#         }
#       }
#     cloudformation: |
#       VersioningConfiguration:
#         Status: Enabled
#   peers: [CKV_AWS_21, S3.14]
#   yields_to: [log-retention-misconfiguration.mutable-log-bucket]
#   mitre: [T1485, T1565.001]
#   cwe: [CWE-693]
#   security_hub: [S3.14]
versioning_disabled contains finding if {
	some bucket in buckets
	lib.unversioned(bucket)
	finding := result.at(bucket, ["versioning", "status"])
}

# METADATA
# title: Bucket without access logs
# description: >-
#   Without access logs, S3 itself does not record who read or deleted which object. After a leak it may be impossible
#   to tell which data was taken.
# custom:
#   severity: low
#   message: bucket {resource} does not keep access logs, so S3 keeps no record of who read or deleted what
#   unless: bucket {resource} keeps access logs
#   reads:
#     s3.bucket:
#       logging.target_bucket: null
#       acl: private
#       "grants[].grantee_uri": http://acs.amazonaws.com/groups/global/AllUsers
#       "policy.statements[].principals[].type": AWS
#       "policy.statements[].principals[].id": "*"
#     cloudtrail.trail:
#       enable_logging: false
#       s3_bucket_name: elsewhere
#     elb.load_balancer:
#       access_logs.enabled: false
#       access_logs.bucket: elsewhere
#     ec2.flow_log:
#       log_destination: elsewhere
#     ecs.cluster:
#       configuration.execute_command_configuration.log_configuration.s3_bucket_name: elsewhere
#   basis: control
#   remediation:
#     fix: Send access logs to a dedicated bucket whose policy lets logging.s3.amazonaws.com write to it
#     terraform: |
#       resource "aws_s3_bucket_logging" "app" {
#         bucket        = aws_s3_bucket.app.id
#         target_bucket = aws_s3_bucket.logs.id
#         target_prefix = "app/"
#       }
#     cloudformation: |
#       LoggingConfiguration:
#         DestinationBucketName: !Ref Logs
#         LogFilePrefix: app/
#   peers: [CKV_AWS_18, S3.9]
#   mitre: [T1530]
#   cwe: [CWE-778]
#   security_hub: [S3.9]
access_logging_disabled contains finding if {
	some bucket in buckets
	lib.missing(bucket.values, ["logging", "target_bucket"])
	not receives_logs(bucket)
	lib.closed(bucket)
	finding := result.at(bucket, ["logging", "target_bucket"])
}

# A bucket that logs its own access to itself never comes to rest, so a bucket for logs has none.
receives_logs(bucket) if count(bucket.derived.receives_logs) > 0

# Logs may come from outside the unit: then the bucket names those who deliver them. What is none of the other canned ACLs may be the
# one for that.
receives_logs(bucket) if {
	acl := lib.get(bucket.values, ["acl"])
	is_string(acl)
	not acl in {"private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"}
}

receives_logs(bucket) if {
	some grant in bucket.values.grants
	endswith(grant.grantee_uri, "/s3/LogDelivery")
}

receives_logs(bucket) if {
	some statement in bucket.values.policy.statements
	some principal in statement.principals
	principal.type == "Service"
	delivers_logs(principal.id)
}

delivers_logs(service) if regex.match(`^(logging\.s3|delivery\.logs|cloudtrail|logdelivery\.elasticloadbalancing)\.`, service)

# A service's name has dots; without one it is not known.
delivers_logs(service) if not contains(service, ".")

# METADATA
# title: Unencrypted requests allowed
# description: >-
#   The bucket accepts requests without TLS. Anyone on the network path can read the objects and the request signatures.
# custom:
#   severity: low
#   message: the policy of bucket {resource} does not deny requests without TLS, so anyone on the network path can read objects in transit
#   unless: the policy of bucket {resource} denies requests without TLS
#   reads:
#     s3.bucket: &same
#       "policy.statements[].effect": allow
#       "policy.statements[].conditions[].key": aws:sourceip
#       "policy.statements[].conditions[].values": ["true"]
#     s3.bucket_policy: *same
#   remediation:
#     fix: Deny requests without TLS
#     terraform: |
#       statement {
#         effect    = "Deny"
#         actions   = ["s3:*"]
#         resources = [aws_s3_bucket.app.arn, "${aws_s3_bucket.app.arn}/*"]
#         principals {
#           type        = "*"
#           identifiers = ["*"]
#         }
#         condition {
#           test     = "Bool"
#           variable = "aws:SecureTransport"
#           values   = ["false"]
#         }
#       }
#     cloudformation: |
#       - Effect: Deny
#         Principal: "*"
#         Action: s3:*
#         Resource: [!GetAtt App.Arn, !Sub "${App.Arn}/*"]
#         Condition: {Bool: {"aws:SecureTransport": "false"}}
#   peers: [S3.5]
#   opt_in: true
#   mitre: [T1040]
#   cwe: [CWE-319]
#   security_hub: [S3.5]
plaintext_requests_allowed contains finding if {
	some bucket in buckets
	lib.missing(bucket.values, ["policy"])
	lib.closed(bucket)
	finding := result.at(bucket, ["policy"])
}

plaintext_requests_allowed contains finding if {
	some bucket in with_apart("s3.bucket_policy")
	lib.present(bucket.values, ["policy"])
	not denies_plaintext(bucket)
	finding := result.at(bucket, ["policy"])
}

denies_plaintext(bucket) if {
	some statement in bucket.values.policy.statements
	statement.effect == "deny"
	some condition in statement.conditions
	of_transport(condition.key)
	of_plaintext(condition)
}

of_transport(key) if key == "aws:securetransport"

# A key names its service; without one it is not known.
of_transport(key) if not contains(key, ":")

of_plaintext(condition) if {
	some value in condition.values
	lower(value) != "true"
}

# AWS takes no condition without values: they are not known.
of_plaintext(condition) if count(object.get(condition, ["values"], [])) == 0

buckets := found if found := lib.of_type("s3.bucket")

# The buckets, and what is written for a bucket that is not in the unit.
with_apart(type) := found if found := array.concat(buckets, lib.of_type(type))
