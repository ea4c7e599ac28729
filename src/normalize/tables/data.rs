//! Databases, file systems, parameters, secrets, user pools.

use super::network::references::{GROUP, GROUPS, SUBNET};
use crate::normalize::map::remade::without;
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::secret::says_secret;
use crate::value::{Cause, Data, Entry, Marks, Text, Value};
use std::sync::Arc;

const DB_SUBNET_GROUP: Rule = Rule::Ref(&["rds.db_subnet_group"]);

const INSTANCE: &[Field] = &[
    two("engine", "=", "Engine", Rule::Lower).good("\"aurora-postgresql\""),
    two("cluster", "cluster_identifier", "DBClusterIdentifier", Rule::Ref(&["rds.db_cluster"])),
    two("publicly_accessible", "=", "PubliclyAccessible", Rule::Bool).good("false"),
    two("storage_encrypted", "=", "StorageEncrypted", Rule::Bool).good("true"),
    two("iam_database_authentication_enabled", "=", "EnableIAMDatabaseAuthentication", Rule::Bool)
        .good("true"),
    two("backup_retention_period", "=", "BackupRetentionPeriod", Rule::Number).good("30"),
    two("deletion_protection", "=", "DeletionProtection", Rule::Bool).good("true"),
    two("master_user_password", "password | password_wo", "MasterUserPassword", Rule::Id)
        .good("null"),
    two("manage_master_user_password", "=", "ManageMasterUserPassword", Rule::Bool).good("true"),
    two("db_subnet_group_name", "=", "DBSubnetGroupName", DB_SUBNET_GROUP),
    two("security_groups", "vpc_security_group_ids", "VPCSecurityGroups", GROUPS),
    two("port", "=", "Port", Rule::Number),
];
const CLUSTER: &[Field] = &[
    two("name", "cluster_identifier", "DBClusterIdentifier", Rule::Id),
    two("engine", "=", "Engine", Rule::Lower).good("\"aurora-postgresql\""),
    two("engine_mode", "=", "EngineMode", Rule::Lower).good("\"provisioned\""),
    two("storage_encrypted", "=", "StorageEncrypted", Rule::Bool).good("true"),
    two("iam_database_authentication_enabled", "=", "EnableIAMDatabaseAuthentication", Rule::Bool)
        .good("true"),
    two("backup_retention_period", "=", "BackupRetentionPeriod", Rule::Number).good("30"),
    two("deletion_protection", "=", "DeletionProtection", Rule::Bool).good("true"),
    two(
        "master_user_password",
        "master_password | master_password_wo",
        "MasterUserPassword",
        Rule::Id,
    )
    .good("null"),
    two("manage_master_user_password", "=", "ManageMasterUserPassword", Rule::Bool).good("true"),
    two("publicly_accessible", "", "PubliclyAccessible", Rule::Bool).good("false"),
    two("db_subnet_group_name", "=", "DBSubnetGroupName", DB_SUBNET_GROUP),
    two("security_groups", "vpc_security_group_ids", "VpcSecurityGroupIds", GROUPS),
    two("port", "=", "Port", Rule::Number),
];

/// What makes a database inherit its encryption from something else.
const INHERITS: Field = two(
    "source",
    "replicate_source_db | snapshot_identifier | replication_source_identifier | global_cluster_identifier | restore_to_point_in_time",
    "SourceDBInstanceIdentifier | DBSnapshotIdentifier | SnapshotIdentifier | SourceDBClusterIdentifier | GlobalClusterIdentifier \
     | ReplicationSourceIdentifier | SourceDBInstanceAutomatedBackupsArn | SourceDbiResourceId | DBClusterSnapshotIdentifier \
     | SourceDbClusterResourceId",
    Rule::Any,
);

/// A replica, a restored snapshot or a member of a global cluster is encrypted, and of the engine,
/// as what it comes from: not known here. A master password is never printed.
fn database(walk: &mut Walk<'_>, entries: &mut Entries) {
    hide(entries, "master_user_password");
    let Some(source) = walk.extra(&INHERITS) else { return };
    if source.as_str().is_some_and(str::is_empty) || source.items().is_some_and(<[Value]>::is_empty)
    {
        return;
    }
    for (name, reason) in [
        ("storage_encrypted", "encryption is inherited from the snapshot or source it names"),
        ("engine", "the engine is that of the snapshot or source it names"),
    ] {
        let value = Value::unknown(Cause::outside(reason), source.place.span);
        entries.entry(Arc::from(name)).or_insert(Entry { key: None, value });
    }
}

const MOUNT_TARGETS: &[Field] = &[
    two("subnet", "subnet_id", "SubnetId", SUBNET),
    two("security_groups", "=", "SecurityGroups", Rule::Many(&GROUP)),
];
const FILE_SYSTEM: &[Field] = &[
    two("encrypted", "=", "Encrypted", Rule::Bool).good("true"),
    two("kms_key_id", "=", "KmsKeyId", Rule::Id),
    two("policy", "aws_efs_file_system_policy:policy", "FileSystemPolicy", Rule::Policy)
        .good("{\"statements\": []}"),
    two(
        "mount_targets",
        "aws_efs_mount_target:",
        "AWS::EFS::MountTarget:",
        Rule::Objects(MOUNT_TARGETS),
    )
    .unread(),
    two("tags", "=", "FileSystemTags", Rule::FreeMap),
];

/// A mount target says nothing of the file system it is of.
fn file_system(_: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(targets) = entries.get_mut("mount_targets") {
        targets.value = without(&targets.value, &["file_system_id"]);
    }
}

const KEY: &[Field] = &[
    two("policy", "aws_kms_key_policy:policy | =", "KeyPolicy", Rule::Policy)
        .good("{\"statements\": []}"),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const PARAMETER: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("type", "=", "Type", Rule::Id).good("\"SecureString\""),
    two("value", "value | insecure_value | value_wo", "Value", Rule::Text),
    two("key_id", "=", "", Rule::Id),
];

/// A parameter's value is never printed, unless Terraform says itself that it is insecure or
/// CloudFormation keeps it in the open.
fn parameter(walk: &mut Walk<'_>, entries: &mut Entries) {
    let open = walk.resource.source_type.contains("::")
        || walk.resource.values.get("insecure_value").is_some_and(|value| !value.is_null());
    if !open {
        hide(entries, "value");
    }
}

const SECRET: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two(
        "secret_string",
        "aws_secretsmanager_secret_version:secret_string | aws_secretsmanager_secret_version:secret_string_wo",
        "SecretString",
        Rule::Id,
    )
    .good("null"),
    two("kms_key_id", "=", "KmsKeyId", Rule::Id),
    two(
        "policy",
        "aws_secretsmanager_secret_policy:policy | =",
        "AWS::SecretsManager::ResourcePolicy:ResourcePolicy",
        Rule::Policy,
    )
    .good("{\"statements\": []}"),
    two(
        "block_public_policy",
        "aws_secretsmanager_secret_policy:block_public_policy",
        "AWS::SecretsManager::ResourcePolicy:BlockPublicPolicy",
        Rule::Bool,
    )
    .good("true"),
];

/// A secret's content is never printed. Where the source encodes an object, it stands where the
/// secret in the object does. A policy is for everybody unless it says that such a one is refused
/// (Secrets Manager API, `PutResourcePolicy`).
fn secret(_: &mut Walk<'_>, entries: &mut Entries) {
    hide(entries, "secret_string");
    if let Some(policy) = entries.get("policy").map(|entry| entry.value.place.span)
        && !entries.contains_key("block_public_policy")
    {
        let value = Value::bool(false, policy);
        entries.insert(Arc::from("block_public_policy"), Entry { key: None, value });
    }
    let Some(entry) = entries.get_mut("secret_string") else { return };
    let Data::String(Text { parts: Some(parts), .. }) = &entry.value.data else { return };
    let object = parts.first().and_then(|part| part.encoded.as_deref()).and_then(Value::entries);
    let literals = || {
        object.into_iter().flatten().filter(|(_, member)| {
            member.value.as_str().is_some() && member.value.place.span.is_some()
        })
    };
    let first = literals()
        .find(|(key, _)| says_secret(key))
        .or_else(|| literals().next())
        .map(|(_, member)| member.value.place.clone());
    if let Some(place) = first {
        entry.value.place = place;
        entry.value.data = Data::String(Text {
            text: Arc::from(entry.value.as_str().unwrap_or_default()),
            parts: None,
        });
    }
}

/// Marks an attribute so that its value is never printed.
pub(super) fn hide(entries: &mut Entries, name: &str) {
    if let Some(entry) = entries.get_mut(name) {
        entry.value.marks = entry.value.marks.with(Marks::HIDDEN);
    }
}

const PASSWORD_POLICY: &[Field] =
    &[two("minimum_length", "=", "MinimumLength", Rule::Number).good("14")];
const USER_POOL: &[Field] = &[
    two("name", "=", "UserPoolName", Rule::Id),
    two("mfa_configuration", "=", "MfaConfiguration", Rule::Upper).good("\"ON\""),
    two("password_policy", "=", "Policies.PasswordPolicy", Rule::Object(PASSWORD_POLICY)),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "rds.db_instance",
        &["aws_db_instance", "aws_rds_cluster_instance", "AWS::RDS::DBInstance"],
        "",
        INSTANCE,
    )
    .finish(database),
    Table::new("rds.db_cluster", &["aws_rds_cluster", "AWS::RDS::DBCluster"], "name", CLUSTER)
        .finish(database),
    Table::new(
        "efs.file_system",
        &["aws_efs_file_system", "AWS::EFS::FileSystem"],
        "",
        FILE_SYSTEM,
    )
    .satellites(&[
        satellite("aws_efs_file_system_policy", "file_system_id"),
        satellite("aws_efs_mount_target", "file_system_id"),
        satellite("AWS::EFS::MountTarget", "FileSystemId"),
    ])
    .finish(file_system),
    Table::new(
        "kms.key",
        &[
            "aws_kms_key",
            "aws_kms_external_key",
            "aws_kms_replica_key",
            "aws_kms_replica_external_key",
            "AWS::KMS::Key",
            "AWS::KMS::ReplicaKey",
        ],
        "",
        KEY,
    )
    .satellites(&[satellite("aws_kms_key_policy", "key_id")]),
    Table::new("ssm.parameter", &["aws_ssm_parameter", "AWS::SSM::Parameter"], "name", PARAMETER)
        .finish(parameter),
    Table::new(
        "secretsmanager.secret",
        &["aws_secretsmanager_secret", "AWS::SecretsManager::Secret"],
        "name",
        SECRET,
    )
    .satellites(&[
        satellite("aws_secretsmanager_secret_version", "secret_id"),
        satellite("aws_secretsmanager_secret_policy", "secret_arn"),
        satellite("AWS::SecretsManager::ResourcePolicy", "SecretId"),
    ])
    .finish(secret),
    Table::new(
        "cognito.user_pool",
        &["aws_cognito_user_pool", "AWS::Cognito::UserPool"],
        "name",
        USER_POOL,
    ),
];
