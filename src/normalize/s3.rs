//! S3 buckets. Since version 4 of the AWS provider most of a bucket's settings are resources of their own; the attributes
//! on the bucket are deprecated but still read. The satellite wins.

use super::schema::{Entries, Field, Rule, Table, satellite, two};
use super::walk::Walk;
use crate::value::{Data, Entry, Map, MapKind, Reference, Value};
use std::sync::Arc;

const GRANTS: &[Field] =
    &[two("grantee_uri", "uri | grantee.uri", "", Rule::Id), two("permission", "permission | permissions", "", Rule::Any)];
const ACCESS_BLOCK: &[Field] = &[
    two("block_public_acls", "=", "BlockPublicAcls", Rule::Bool).good("true"),
    two("block_public_policy", "=", "BlockPublicPolicy", Rule::Bool).good("true"),
    two("ignore_public_acls", "=", "IgnorePublicAcls", Rule::Bool).good("true"),
    two("restrict_public_buckets", "=", "RestrictPublicBuckets", Rule::Bool).good("true"),
];
const VERSIONING: &[Field] = &[two("status", "status | enabled", "Status", Rule::State("Enabled", "Disabled")).good("\"Enabled\"")];
const LOGGING: &[Field] =
    &[two("target_bucket", "=", "DestinationBucketName", Rule::Ref(&["s3.bucket"])), two("target_prefix", "=", "LogFilePrefix", Rule::Id)];
const LOCK_RULE: &[Field] = &[two("mode", "=", "Mode", Rule::Upper).good("\"COMPLIANCE\"")];
const OWNERSHIP: &[Field] = &[two("object_ownership", "=", "ObjectOwnership", Rule::Id).good("\"BucketOwnerEnforced\"")];
const ENCRYPTION: &[Field] =
    &[two("sse_algorithm", "=", "SSEAlgorithm", Rule::Id).good("\"aws:kms\""), two("kms_master_key_id", "=", "KMSMasterKeyID", Rule::Id)];

const BUCKET: &[Field] = &[
    two("name", "bucket", "BucketName", Rule::Id),
    two("acl", "aws_s3_bucket_acl:acl | =", "AccessControl", Rule::Kebab).good("\"private\""),
    two("grants", "grant | aws_s3_bucket_acl:access_control_policy.grant", "", Rule::Objects(GRANTS)),
    two("policy", "aws_s3_bucket_policy:policy | =", "AWS::S3::BucketPolicy:PolicyDocument", Rule::Policy).good("{\"statements\": []}"),
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
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// In CloudFormation a logging configuration without a destination delivers to the bucket itself.
fn finish(walk: &mut Walk<'_>, entries: &mut Entries) {
    if !walk.resource.source_type.contains("::") {
        return;
    }
    let Some(entry) = entries.get_mut("logging") else { return };
    let Data::Map(map) = &entry.value.data else { return };
    if map.entries.get("target_bucket").is_some_and(|entry| !entry.value.is_null()) {
        return;
    }
    let mut own = map.entries.clone();
    let mut target = Value::reference(walk.resource.address.as_str(), "", entry.value.place.span);
    target.refs = Some(Arc::from([Reference { to: Arc::from(walk.resource.address.as_str()), attribute: Arc::from("") }]));
    own.insert(Arc::from("target_bucket"), Entry { key: None, value: target });
    entry.value.data = Data::Map(Arc::new(Map { kind: MapKind::Object, entries: own, rest: map.rest.clone() }));
}

/// The family's tables.
pub const TABLES: &[Table] = &[Table::new("s3.bucket", &["aws_s3_bucket", "AWS::S3::Bucket"], "name", BUCKET)
    .satellites(&[
        satellite("aws_s3_bucket_acl", "bucket"),
        satellite("aws_s3_bucket_policy", "bucket"),
        satellite("aws_s3_bucket_public_access_block", "bucket"),
        satellite("aws_s3_bucket_versioning", "bucket"),
        satellite("aws_s3_bucket_logging", "bucket"),
        satellite("aws_s3_bucket_object_lock_configuration", "bucket"),
        satellite("aws_s3_bucket_ownership_controls", "bucket"),
        satellite("aws_s3_bucket_server_side_encryption_configuration", "bucket"),
        satellite("aws_s3_bucket_lifecycle_configuration", "bucket"),
        satellite("AWS::S3::BucketPolicy", "Bucket"),
    ])
    .finish(finish)];
