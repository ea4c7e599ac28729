//! Tables of DynamoDB, and what AWS Backup keeps copies of.

use crate::normalize::map::schema::{Field, Rule, two};
use crate::normalize::map::table::Table;

const POINT_IN_TIME: &[Field] =
    &[two("enabled", "=", "PointInTimeRecoveryEnabled", Rule::Bool).good("true")];
/// A global table says it of each replica; the first one speaks for all.
const TABLE: &[Field] = &[
    two("name", "=", "TableName", Rule::Id),
    // The key of the tables that Terraform takes its locks in.
    two("hash_key", "=", "KeySchema.AttributeName", Rule::Id).good("\"LockID\""),
    two(
        "point_in_time_recovery",
        "=",
        "PointInTimeRecoverySpecification | Replicas.PointInTimeRecoverySpecification",
        Rule::Object(POINT_IN_TIME),
    )
    .good("{\"enabled\": true}"),
    two(
        "deletion_protection_enabled",
        "=",
        "DeletionProtectionEnabled | Replicas.DeletionProtectionEnabled",
        Rule::Bool,
    )
    .good("true"),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const PLAN: &[Field] = &[two("name", "=", "BackupPlan.BackupPlanName", Rule::Id)];

const SELECTED_TAG: &[Field] = &[
    two("key", "=", "ConditionKey", Rule::Id).good("\"*\""),
    two("value", "=", "ConditionValue", Rule::Text),
];
const SELECTION: &[Field] = &[
    two("plan", "plan_id", "BackupPlanId", Rule::Ref(&["backup.plan"])),
    two(
        "resources",
        "=",
        "BackupSelection.Resources",
        Rule::List(&Rule::Ref(&[
            "efs.file_system",
            "dynamodb.table",
            "rds.db_instance",
            "rds.db_cluster",
            "s3.bucket",
        ])),
    )
    .good("[\"*\"]"),
    two("not_resources", "=", "BackupSelection.NotResources", Rule::List(&Rule::Id)),
    two("tags", "selection_tag", "BackupSelection.ListOfTags", Rule::Objects(SELECTED_TAG))
        .good("[{\"key\": \"*\", \"value\": \"*\"}]"),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "dynamodb.table",
        &["aws_dynamodb_table", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"],
        "name",
        TABLE,
    ),
    Table::new("backup.plan", &["aws_backup_plan", "AWS::Backup::BackupPlan"], "name", PLAN),
    Table::new(
        "backup.selection",
        &["aws_backup_selection", "AWS::Backup::BackupSelection"],
        "",
        SELECTION,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, one};
    use serde_json::json;

    #[test]
    fn a_table_reads_alike() {
        let terraform = one(
            "aws_dynamodb_table",
            &json!({"name": "t", "hash_key": "id", "point_in_time_recovery": [{"enabled": true}], "deletion_protection_enabled": false}),
        );
        let cloudformation = one(
            "AWS::DynamoDB::Table",
            &json!({
                "TableName": "t",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": "true"},
                "DeletionProtectionEnabled": false,
            }),
        );
        let global = one(
            "AWS::DynamoDB::GlobalTable",
            &json!({
                "TableName": "t",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "Replicas": [{
                    "Region": "eu-west-1",
                    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true},
                    "DeletionProtectionEnabled": false,
                }],
            }),
        );
        for read in [&cloudformation, &global] {
            assert_eq!(read["type"], "dynamodb.table");
            for name in
                ["name", "hash_key", "point_in_time_recovery", "deletion_protection_enabled"]
            {
                assert_eq!(read["values"][name], terraform["values"][name], "{name}");
            }
        }
    }

    #[test]
    fn a_selection_names_what_is_backed_up() {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_efs_file_system", "files", &json!({}));
        fixture.add("aws_backup_plan", "daily", &json!({"name": "daily"}));
        fixture.add(
            "aws_backup_selection",
            "files",
            &json!({
                "plan_id": {"$ref": ["aws_backup_plan.daily", "id"]},
                "resources": [{"$ref": ["aws_efs_file_system.files", "arn"]}],
                "selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}],
            }),
        );
        let read = &fixture.printed()["resources"]["aws_backup_selection.files"];
        assert_eq!(read["type"], "backup.selection");
        assert_eq!(read["refs"]["/resources/0"][0]["to"], "aws_efs_file_system.files");
        assert_eq!(read["refs"]["/plan"][0]["to"], "aws_backup_plan.daily");
        let cloudformation = one(
            "AWS::Backup::BackupSelection",
            &json!({"BackupPlanId": "p", "BackupSelection": {"Resources": ["*"], "ListOfTags": [
                {"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"},
            ]}}),
        );
        assert_eq!(cloudformation["values"]["resources"], json!(["*"]));
        for values in [&read["values"], &cloudformation["values"]] {
            assert_eq!(values["tags"][0]["key"], "backup");
            assert_eq!(values["tags"][0]["value"], "daily");
        }
    }
}
