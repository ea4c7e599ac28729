//! S3 buckets. Since version 4 of the AWS provider most of a bucket's settings are resources of
//! their own; the attributes on the bucket are deprecated but still read. The satellite wins.

use crate::normalize::map::remade::existing;
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::value::{Data, Entry, Map, MapKind, Reference, Value};
use std::sync::Arc;

const GRANTS: &[Field] = &[
    two("grantee_uri", "uri | grantee.uri", "", Rule::Id),
    two("permission", "permission | permissions", "", Rule::Any),
];
const ACCESS_BLOCK: &[Field] = &[
    two("block_public_acls", "=", "BlockPublicAcls", Rule::Bool).good("true"),
    two("block_public_policy", "=", "BlockPublicPolicy", Rule::Bool).good("true"),
    two("ignore_public_acls", "=", "IgnorePublicAcls", Rule::Bool).good("true"),
    two("restrict_public_buckets", "=", "RestrictPublicBuckets", Rule::Bool).good("true"),
];
const VERSIONING: &[Field] =
    &[two("status", "status | enabled", "Status", Rule::State("Enabled", "Disabled"))
        .good("\"Enabled\"")];
const LOGGING: &[Field] = &[
    two("target_bucket", "=", "DestinationBucketName", Rule::Ref(&["s3.bucket"])),
    two("target_prefix", "=", "LogFilePrefix", Rule::Id),
];
const LOCK_RULE: &[Field] = &[two("mode", "=", "Mode", Rule::Upper).good("\"COMPLIANCE\"")];
const OWNERSHIP: &[Field] =
    &[two("object_ownership", "=", "ObjectOwnership", Rule::Id).good("\"BucketOwnerEnforced\"")];
const ENCRYPTION: &[Field] = &[
    two("sse_algorithm", "=", "SSEAlgorithm", Rule::Id).good("\"aws:kms\""),
    two("kms_master_key_id", "=", "KMSMasterKeyID", Rule::Id),
];

/// A policy that nobody knows may deny what comes without TLS.
const DENIAL: &str = "{\"statements\": [{\"effect\": \"deny\", \"principals\": [{\"type\": \"*\", \"id\": \"*\"}], \
     \"conditions\": [{\"operator\": \"Bool\", \"key\": \"aws:securetransport\", \"values\": [\"false\"]}]}]}";

const LOCK_CONFIGURATION: &str = "aws_s3_bucket_object_lock_configuration";

const NOTIFICATIONS: &[Field] = &[
    two(
        "target",
        "lambda_function_arn | queue_arn | topic_arn",
        "Function | Queue | Topic",
        Rule::Ref(&["lambda.function", "sqs.queue", "sns.topic"]),
    ),
    two("events", "=", "Event", Rule::Many(&Rule::Text)),
];

const BUCKET: &[Field] = &[
    two("name", "bucket", "BucketName", Rule::Id),
    two("acl", "aws_s3_bucket_acl:acl | =", "AccessControl", Rule::Kebab).good("\"private\""),
    two("grants", "grant | aws_s3_bucket_acl:access_control_policy.grant", "", Rule::Objects(GRANTS)),
    two("policy", "aws_s3_bucket_policy:policy | =", "AWS::S3::BucketPolicy:PolicyDocument", Rule::Policy).good(DENIAL),
    two("public_access_block", "aws_s3_bucket_public_access_block:", "PublicAccessBlockConfiguration", Rule::Object(ACCESS_BLOCK)).good(
        "{\"block_public_acls\": true, \"block_public_policy\": true, \"ignore_public_acls\": true, \"restrict_public_buckets\": true}",
    ),
    two("versioning", "aws_s3_bucket_versioning:versioning_configuration | =", "VersioningConfiguration", Rule::Object(VERSIONING))
        .good("{\"status\": \"Enabled\"}"),
    two("logging", "aws_s3_bucket_logging: | =", "LoggingConfiguration", Rule::Object(LOGGING)).good("{\"target_bucket\": \"logs\"}"),
    two(
        "object_lock_enabled",
        "= | object_lock_configuration.object_lock_enabled | aws_s3_bucket_object_lock_configuration:object_lock_enabled",
        "ObjectLockEnabled | ObjectLockConfiguration.ObjectLockEnabled",
        Rule::Word("Enabled", "Disabled"),
    )
    .good("true"),
    two(
        "object_lock_rule",
        "aws_s3_bucket_object_lock_configuration:rule.default_retention | object_lock_configuration.rule.default_retention",
        "ObjectLockConfiguration.Rule.DefaultRetention",
        Rule::Object(LOCK_RULE),
    )
    .good("{\"mode\": \"COMPLIANCE\"}"),
    two("ownership_controls", "aws_s3_bucket_ownership_controls:rule", "OwnershipControls.Rules", Rule::Object(OWNERSHIP))
        .good("{\"object_ownership\": \"BucketOwnerEnforced\"}"),
    two(
        "server_side_encryption",
        "aws_s3_bucket_server_side_encryption_configuration:rule.apply_server_side_encryption_by_default \
         | server_side_encryption_configuration.rule.apply_server_side_encryption_by_default",
        "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault",
        Rule::Object(ENCRYPTION),
    ),
    two(
        "notifications",
        "aws_s3_bucket_notification:lambda_function | aws_s3_bucket_notification:queue | aws_s3_bucket_notification:topic",
        "NotificationConfiguration.LambdaConfigurations | NotificationConfiguration.QueueConfigurations \
         | NotificationConfiguration.TopicConfigurations",
        Rule::Objects(NOTIFICATIONS),
    )
    .unread(),
    two(
        "eventbridge",
        "aws_s3_bucket_notification:eventbridge",
        "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled",
        Rule::Bool,
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const GRANTS_APART: &[Field] =
    &[two("grantee_uri", "grantee.uri", "", Rule::Id), two("permission", "=", "", Rule::Any)];
const ACL_APART: &[Field] = &[
    two("bucket", "=", "", Rule::Id),
    two("acl", "=", "", Rule::Kebab).good("\"private\""),
    two("grants", "access_control_policy.grant", "", Rule::Objects(GRANTS_APART)),
];
const POLICY_APART: &[Field] = &[
    two("bucket", "=", "Bucket", Rule::Id),
    two("policy", "=", "PolicyDocument", Rule::Policy).good(DENIAL),
];

/// What opens a bucket that is not in the unit, or whose name is not known, is judged on its own;
/// what is folded into its bucket is not read twice. By source type.
const APART: &[(&str, &str)] = &[
    ("aws_s3_bucket_acl", "s3.bucket_acl"),
    ("aws_s3_bucket_policy", "s3.bucket_policy"),
    ("AWS::S3::BucketPolicy", "s3.bucket_policy"),
    ("aws_s3_bucket_public_access_block", "s3.bucket_public_access_block"),
];

/// The table of a satellite that belongs to no bucket of the unit.
#[must_use]
pub fn apart(source_type: &str) -> Option<&'static Table> {
    APART
        .iter()
        .find(|(source, _)| *source == source_type)
        .and_then(|(_, ty)| TABLES.iter().find(|table| table.shape.ty == *ty))
}

/// The source types of a table of satellites.
pub fn apart_sources(ty: &str) -> impl Iterator<Item = &'static str> {
    APART.iter().filter(move |(_, table)| *table == ty).map(|(source, _)| *source)
}

/// What the attributes' presence says.
fn finish(walk: &mut Walk<'_>, entries: &mut Entries) {
    if walk.resource.source_type.contains("::") {
        logs_to_itself(walk, entries);
    } else {
        locked_by_configuration(walk, entries);
    }
}

/// A lock configuration need not say that the lock is on: that is its argument's default and only
/// value (AWS provider documentation, `aws_s3_bucket_object_lock_configuration`,
/// `object_lock_enabled`).
fn locked_by_configuration(walk: &Walk<'_>, entries: &mut Entries) {
    if entries.contains_key("object_lock_enabled") {
        return;
    }
    let lock = walk
        .index
        .satellites_of(&walk.resource.address)
        .find(|other| other.source_type == LOCK_CONFIGURATION);
    if let Some(lock) = lock {
        let value = existing(lock, Value::bool(true, lock.place.span));
        entries.insert(Arc::from("object_lock_enabled"), Entry { key: None, value });
    }
}

/// In CloudFormation a logging configuration without a destination delivers to the bucket itself.
fn logs_to_itself(walk: &Walk<'_>, entries: &mut Entries) {
    let Some(entry) = entries.get_mut("logging") else { return };
    let Data::Map(map) = &entry.value.data else { return };
    if map.entries.get("target_bucket").is_some_and(|entry| !entry.value.is_null()) {
        return;
    }
    let mut own = map.entries.clone();
    let mut target = Value::reference(walk.resource.address.as_str(), "", entry.value.place.span);
    target.refs = Some(Arc::from([Reference {
        to: Arc::from(walk.resource.address.as_str()),
        attribute: Arc::from(""),
    }]));
    own.insert(Arc::from("target_bucket"), Entry { key: None, value: target });
    entry.value.data =
        Data::Map(Arc::new(Map { kind: MapKind::Object, entries: own, rest: map.rest.clone() }));
}

/// The family's tables. CloudFormation has no block for a whole account.
pub const TABLES: &[Table] = &[
    Table::new("s3.bucket", &["aws_s3_bucket", "AWS::S3::Bucket"], "name", BUCKET)
        .satellites(&[
            satellite("aws_s3_bucket_acl", "bucket"),
            satellite("aws_s3_bucket_policy", "bucket"),
            satellite("aws_s3_bucket_public_access_block", "bucket"),
            satellite("aws_s3_bucket_versioning", "bucket"),
            satellite("aws_s3_bucket_logging", "bucket"),
            satellite(LOCK_CONFIGURATION, "bucket"),
            satellite("aws_s3_bucket_ownership_controls", "bucket"),
            satellite("aws_s3_bucket_server_side_encryption_configuration", "bucket"),
            satellite("aws_s3_bucket_lifecycle_configuration", "bucket"),
            satellite("aws_s3_bucket_notification", "bucket"),
            satellite("AWS::S3::BucketPolicy", "Bucket"),
        ])
        .finish(finish),
    Table::new("s3.bucket_acl", &[], "", ACL_APART),
    Table::new("s3.bucket_policy", &[], "", POLICY_APART),
    Table::new("s3.bucket_public_access_block", &[], "", ACCESS_BLOCK),
    Table::new(
        "s3.account_public_access_block",
        &["aws_s3_account_public_access_block"],
        "",
        ACCESS_BLOCK,
    ),
];

#[cfg(test)]
mod tests;
