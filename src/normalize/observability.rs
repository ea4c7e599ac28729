//! CloudTrail and CloudWatch Logs.

use super::schema::{Field, Rule, Table, two};

const SELECTORS: &[Field] = &[
    two("include_management_events", "=", "IncludeManagementEvents", Rule::Bool).good("true"),
    two("read_write_type", "=", "ReadWriteType", Rule::Id).good("\"All\""),
];
const FIELD_SELECTORS: &[Field] = &[
    two("field", "=", "Field", Rule::Id).good("\"eventCategory\""),
    two("equals", "=", "Equals", Rule::List(&Rule::Text)).good("[\"Management\"]"),
];
const ADVANCED: &[Field] = &[two("field_selectors", "field_selector", "FieldSelectors", Rule::Objects(FIELD_SELECTORS))
    .good("[{\"field\": \"eventCategory\", \"equals\": [\"Management\"]}]")];
const TRAIL: &[Field] = &[
    two("name", "=", "TrailName", Rule::Id),
    two("enable_logging", "=", "IsLogging", Rule::Bool).good("true"),
    two("is_multi_region_trail", "=", "IsMultiRegionTrail", Rule::Bool).good("true"),
    two("is_organization_trail", "=", "IsOrganizationTrail", Rule::Bool).good("true"),
    two("enable_log_file_validation", "=", "EnableLogFileValidation", Rule::Bool).good("true"),
    two("kms_key_id", "=", "KMSKeyId", Rule::Id),
    two("cloud_watch_logs_group_arn", "=", "CloudWatchLogsLogGroupArn", Rule::Ref(&["logs.log_group"])),
    two("s3_bucket_name", "=", "S3BucketName", Rule::Ref(&["s3.bucket"])),
    two("event_selectors", "event_selector", "EventSelectors", Rule::Objects(SELECTORS)),
    two("advanced_event_selectors", "advanced_event_selector", "AdvancedEventSelectors", Rule::Objects(ADVANCED)),
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

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new("cloudtrail.trail", &["aws_cloudtrail", "AWS::CloudTrail::Trail"], "name", TRAIL),
    Table::new("logs.log_group", &["aws_cloudwatch_log_group", "AWS::Logs::LogGroup"], "name", LOG_GROUP),
    Table::new("logs.resource_policy", &["aws_cloudwatch_log_resource_policy", "AWS::Logs::ResourcePolicy"], "", RESOURCE_POLICY),
];
