//! Databases beside RDS: DocumentDB and Neptune.

use super::data::hide;
use super::network::references::GROUPS;
use crate::normalize::map::schema::{Entries, Field, Rule, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;

const DOCUMENT: &[Field] = &[
    two("name", "cluster_identifier", "DBClusterIdentifier", Rule::Id),
    two("storage_encrypted", "=", "StorageEncrypted", Rule::Bool).good("true"),
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
    // Whether it demands TLS is said by its parameter group.
    two(
        "parameter_group",
        "db_cluster_parameter_group_name",
        "DBClusterParameterGroupName",
        Rule::Id,
    ),
    two(
        "db_subnet_group_name",
        "=",
        "DBSubnetGroupName",
        Rule::Ref(&["docdb.subnet_group", "rds.db_subnet_group"]),
    ),
    two("security_groups", "vpc_security_group_ids", "VpcSecurityGroupIds", GROUPS),
    two("port", "=", "Port", Rule::Number),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const GRAPH: &[Field] = &[
    two("name", "cluster_identifier", "DBClusterIdentifier", Rule::Id),
    two("storage_encrypted", "=", "StorageEncrypted", Rule::Bool).good("true"),
    two("backup_retention_period", "=", "BackupRetentionPeriod", Rule::Number).good("30"),
    two("deletion_protection", "=", "DeletionProtection", Rule::Bool).good("true"),
    two("iam_database_authentication_enabled", "=", "IamAuthEnabled", Rule::Bool).good("true"),
    two(
        "db_subnet_group_name",
        "neptune_subnet_group_name",
        "DBSubnetGroupName",
        Rule::Ref(&["neptune.subnet_group", "rds.db_subnet_group"]),
    ),
    two("security_groups", "vpc_security_group_ids", "VpcSecurityGroupIds", GROUPS),
    two("port", "=", "DBPort", Rule::Number),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// A password is never printed.
fn database(_: &mut Walk<'_>, entries: &mut Entries) {
    hide(entries, "master_user_password");
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new("docdb.cluster", &["aws_docdb_cluster", "AWS::DocDB::DBCluster"], "name", DOCUMENT)
        .finish(database),
    Table::new(
        "neptune.cluster",
        &["aws_neptune_cluster", "AWS::Neptune::DBCluster"],
        "name",
        GRAPH,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, alike};
    use serde_json::json;

    #[test]
    fn clusters_read_alike() {
        let values = alike(
            "docdb.cluster",
            (
                "aws_docdb_cluster",
                json!({"cluster_identifier": "d", "storage_encrypted": true, "master_password": "hunter22", "db_subnet_group_name": "g", "vpc_security_group_ids": ["sg-1"], "port": 27017, "backup_retention_period": 7, "deletion_protection": true, "db_cluster_parameter_group_name": "p"}),
            ),
            (
                "AWS::DocDB::DBCluster",
                json!({"DBClusterIdentifier": "d", "StorageEncrypted": true, "MasterUserPassword": "hunter22", "DBSubnetGroupName": "g", "VpcSecurityGroupIds": ["sg-1"], "Port": "27017", "BackupRetentionPeriod": 7, "DeletionProtection": true, "DBClusterParameterGroupName": "p"}),
            ),
        );
        assert_eq!(values["master_user_password"], "***");
        alike(
            "neptune.cluster",
            (
                "aws_neptune_cluster",
                json!({"cluster_identifier": "n", "iam_database_authentication_enabled": true, "neptune_subnet_group_name": "g", "vpc_security_group_ids": ["sg-1"], "port": 8182, "storage_encrypted": true}),
            ),
            (
                "AWS::Neptune::DBCluster",
                json!({"DBClusterIdentifier": "n", "IamAuthEnabled": true, "DBSubnetGroupName": "g", "VpcSecurityGroupIds": ["sg-1"], "DBPort": 8182, "StorageEncrypted": true}),
            ),
        );
    }

    #[test]
    fn a_cluster_names_its_subnet_group() {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_docdb_subnet_group", "g", &json!({"name": "docs"}));
        fixture.add("aws_docdb_cluster", "c", &json!({"db_subnet_group_name": "docs"}));
        let found = fixture.printed()["resources"]["aws_docdb_cluster.c"].clone();
        assert_eq!(found["refs"]["/db_subnet_group_name"][0]["to"], "aws_docdb_subnet_group.g");
    }
}
