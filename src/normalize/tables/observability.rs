//! CloudTrail and CloudWatch Logs.

use crate::normalize::map::arms::given;
use crate::normalize::map::schema::{Entries, Field, Rule, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;

const SELECTORS: &[Field] = &[
    two("include_management_events", "=", "IncludeManagementEvents", Rule::Bool).good("true"),
    two("read_write_type", "=", "ReadWriteType", Rule::Id).good("\"All\""),
];
const FIELD_SELECTORS: &[Field] = &[
    two("field", "=", "Field", Rule::Id).good("\"eventCategory\""),
    two("equals", "=", "Equals", Rule::List(&Rule::Text)).good("[\"Management\"]"),
];
const ADVANCED: &[Field] =
    &[two("field_selectors", "field_selector", "FieldSelectors", Rule::Objects(FIELD_SELECTORS))
        .good("[{\"field\": \"eventCategory\", \"equals\": [\"Management\"]}]")];
const TRAIL: &[Field] = &[
    two("name", "=", "TrailName", Rule::Id),
    two("enable_logging", "=", "IsLogging", Rule::Bool).good("true"),
    two("is_multi_region_trail", "=", "IsMultiRegionTrail", Rule::Bool).good("true"),
    two("is_organization_trail", "=", "IsOrganizationTrail", Rule::Bool).good("true"),
    two("enable_log_file_validation", "=", "EnableLogFileValidation", Rule::Bool).good("true"),
    two("kms_key_id", "=", "KMSKeyId", Rule::Id),
    two(
        "cloud_watch_logs_group_arn",
        "=",
        "CloudWatchLogsLogGroupArn",
        Rule::Ref(&["logs.log_group"]),
    ),
    two("s3_bucket_name", "=", "S3BucketName", Rule::Ref(&["s3.bucket"])),
    two("event_selectors", "event_selector", "EventSelectors", Rule::Objects(SELECTORS)),
    two(
        "advanced_event_selectors",
        "advanced_event_selector",
        "AdvancedEventSelectors",
        Rule::Objects(ADVANCED),
    ),
];

const LOG_GROUP: &[Field] = &[
    two("name", "=", "LogGroupName", Rule::Id),
    two("retention_in_days", "=", "RetentionInDays", Rule::Number).good("3653"),
    two("kms_key_id", "=", "KmsKeyId", Rule::Id),
    two("log_group_class", "=", "LogGroupClass", Rule::Upper).good("\"DELIVERY\""),
    two("deletion_protection_enabled", "=", "DeletionProtectionEnabled", Rule::Bool).good("true"),
    two("skip_destroy", "=", "", Rule::Bool).good("true"),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const RESOURCE_POLICY: &[Field] = &[
    two("name", "policy_name", "PolicyName", Rule::Id),
    two("policy", "policy_document", "PolicyDocument", Rule::Policy).good("{\"statements\": []}"),
];

/// Keys and groups that are there or not: what they are called decides nothing.
fn finish(_: &mut Walk<'_>, entries: &mut Entries) {
    for key in ["kms_key_id", "cloud_watch_logs_group_arn"] {
        if let Some(entry) = entries.get_mut(key) {
            entry.value = given(&entry.value);
        }
    }
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new("cloudtrail.trail", &["aws_cloudtrail", "AWS::CloudTrail::Trail"], "name", TRAIL)
        .finish(finish),
    Table::new(
        "logs.log_group",
        &["aws_cloudwatch_log_group", "AWS::Logs::LogGroup"],
        "name",
        LOG_GROUP,
    )
    .finish(finish),
    Table::new(
        "logs.resource_policy",
        &["aws_cloudwatch_log_resource_policy", "AWS::Logs::ResourcePolicy"],
        "",
        RESOURCE_POLICY,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::Fixture;
    use serde_json::json;

    #[test]
    fn a_group_that_is_known_in_part_is_given_and_linked() {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_cloudwatch_log_group", "trail", &json!({"name": "trail"}));
        let arn = json!({"$pieces": [{"$ref": ["aws_cloudwatch_log_group.trail", "arn"]}, ":*"]});
        fixture.add(
            "aws_cloudtrail",
            "this",
            &json!({"cloud_watch_logs_group_arn": arn, "kms_key_id": {"$unknown": "var.key has no default"}}),
        );
        let printed = fixture.printed();
        let trail = &printed["resources"]["aws_cloudtrail.this"];
        assert_eq!(
            trail["values"]["cloud_watch_logs_group_arn"],
            "${aws_cloudwatch_log_group.trail}:*"
        );
        assert_eq!(trail["values"]["kms_key_id"], json!({"$unknown": "var.key has no default"}));
        assert_eq!(
            trail["refs"]["/cloud_watch_logs_group_arn"][0]["to"],
            "aws_cloudwatch_log_group.trail"
        );
    }
}
