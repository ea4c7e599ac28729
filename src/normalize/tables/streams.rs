//! Streams: Kinesis, Data Firehose, Kafka clusters, and EventBridge's buses and pipes.

use super::network::references::{GROUP, GROUPS, SUBNET, SUBNETS};
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::value::{Entry, Value};
use std::sync::Arc;

/// A policy that lets nobody in.
const CLOSED: &str = "{\"statements\": []}";

/// What takes events that AWS delivers.
pub(super) const RECEIVERS: Rule = Rule::Ref(&[
    "sqs.queue",
    "sns.topic",
    "lambda.function",
    "kinesis.stream",
    "firehose.stream",
    "logs.log_group",
    "events.event_bus",
    "ecs.cluster",
]);

const STREAM: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("encryption_type", "=", "StreamEncryption.EncryptionType", Rule::Upper).good("\"KMS\""),
    two("kms_key_id", "=", "StreamEncryption.KeyId", Rule::Id),
    two("retention_period", "=", "RetentionPeriodHours", Rule::Number),
    two(
        "policy",
        "aws_kinesis_resource_policy:policy",
        "AWS::Kinesis::ResourcePolicy:ResourcePolicy",
        Rule::Policy,
    )
    .good(CLOSED)
    .unread(),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const DELIVERY_STREAM: &[Field] = &[
    two("name", "=", "DeliveryStreamName", Rule::Id),
    two(
        "source",
        "kinesis_source_configuration.kinesis_stream_arn | msk_source_configuration.msk_cluster_arn",
        "KinesisStreamSourceConfiguration.KinesisStreamARN | MSKSourceConfiguration.MSKClusterARN",
        Rule::Ref(&["kinesis.stream", "msk.cluster"]),
    ),
    // Every bucket it writes to: what could not be delivered elsewhere as well.
    two(
        "buckets",
        "extended_s3_configuration.bucket_arn | s3_configuration.bucket_arn \
         | extended_s3_configuration.s3_backup_configuration.bucket_arn \
         | elasticsearch_configuration.s3_configuration.bucket_arn \
         | opensearch_configuration.s3_configuration.bucket_arn \
         | opensearchserverless_configuration.s3_configuration.bucket_arn \
         | http_endpoint_configuration.s3_configuration.bucket_arn \
         | splunk_configuration.s3_configuration.bucket_arn \
         | redshift_configuration.s3_configuration.bucket_arn \
         | snowflake_configuration.s3_configuration.bucket_arn \
         | iceberg_configuration.s3_configuration.bucket_arn",
        "ExtendedS3DestinationConfiguration.BucketARN | S3DestinationConfiguration.BucketARN \
         | ExtendedS3DestinationConfiguration.S3BackupConfiguration.BucketARN \
         | ElasticsearchDestinationConfiguration.S3Configuration.BucketARN \
         | AmazonopensearchserviceDestinationConfiguration.S3Configuration.BucketARN \
         | AmazonOpenSearchServerlessDestinationConfiguration.S3Configuration.BucketARN \
         | HttpEndpointDestinationConfiguration.S3Configuration.BucketARN \
         | SplunkDestinationConfiguration.S3Configuration.BucketARN \
         | RedshiftDestinationConfiguration.S3Configuration.BucketARN \
         | SnowflakeDestinationConfiguration.S3Configuration.BucketARN \
         | IcebergDestinationConfiguration.S3Configuration.BucketARN",
        Rule::Many(&Rule::Ref(&["s3.bucket"])),
    ),
    two(
        "search_domain",
        "elasticsearch_configuration.domain_arn | opensearch_configuration.domain_arn",
        "ElasticsearchDestinationConfiguration.DomainARN | AmazonopensearchserviceDestinationConfiguration.DomainARN",
        Rule::Ref(&["opensearch.domain"]),
    ),
    two(
        "endpoint",
        "http_endpoint_configuration.url | splunk_configuration.hec_endpoint \
         | snowflake_configuration.account_url | redshift_configuration.cluster_jdbcurl \
         | opensearchserverless_configuration.collection_endpoint \
         | elasticsearch_configuration.cluster_endpoint | opensearch_configuration.cluster_endpoint",
        "HttpEndpointDestinationConfiguration.EndpointConfiguration.Url | SplunkDestinationConfiguration.HECEndpoint \
         | SnowflakeDestinationConfiguration.AccountUrl | RedshiftDestinationConfiguration.ClusterJDBCURL \
         | AmazonOpenSearchServerlessDestinationConfiguration.CollectionEndpoint \
         | ElasticsearchDestinationConfiguration.ClusterEndpoint | AmazonopensearchserviceDestinationConfiguration.ClusterEndpoint",
        Rule::Id,
    ),
    two(
        "encryption_key_type",
        "server_side_encryption.key_type",
        "DeliveryStreamEncryptionConfigurationInput.KeyType",
        Rule::Upper,
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const KAFKA: &[Field] = &[
    two("name", "cluster_name", "ClusterName", Rule::Id),
    two(
        "subnets",
        "broker_node_group_info.client_subnets | vpc_config.subnet_ids",
        "BrokerNodeGroupInfo.ClientSubnets | VpcConfigs.SubnetIds",
        Rule::Many(&SUBNET),
    ),
    two(
        "security_groups",
        "broker_node_group_info.security_groups | vpc_config.security_group_ids",
        "BrokerNodeGroupInfo.SecurityGroups | VpcConfigs.SecurityGroups",
        Rule::Many(&GROUP),
    ),
    two(
        "publicly_accessible",
        "broker_node_group_info.connectivity_info.public_access.type",
        "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
        Rule::Word("SERVICE_PROVIDED_EIPS", "DISABLED"),
    )
    .good("false"),
    two(
        "client_broker_encryption",
        "encryption_info.encryption_in_transit.client_broker",
        "EncryptionInfo.EncryptionInTransit.ClientBroker",
        Rule::Upper,
    )
    .good("\"TLS\""),
    two(
        "unauthenticated_access",
        "client_authentication.unauthenticated",
        "ClientAuthentication.Unauthenticated.Enabled",
        Rule::Bool,
    )
    .good("false"),
    two(
        "iam_authentication",
        "client_authentication.sasl.iam.enabled | client_authentication.sasl.iam",
        "ClientAuthentication.Sasl.Iam.Enabled",
        Rule::Bool,
    )
    .good("true"),
    two(
        "password_authentication",
        "client_authentication.sasl.scram",
        "ClientAuthentication.Sasl.Scram.Enabled",
        Rule::Bool,
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// A serverless cluster takes encrypted connections only (Amazon MSK developer guide, "MSK
/// Serverless").
fn kafka(walk: &mut Walk<'_>, entries: &mut Entries) {
    if matches!(
        walk.resource.source_type.as_str(),
        "aws_msk_serverless_cluster" | "AWS::MSK::ServerlessCluster"
    ) {
        let value = Value::string("TLS", walk.resource.place.span);
        entries.insert(Arc::from("client_broker_encryption"), Entry { key: None, value });
    }
}

const EVENT_BUS: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("kms_key", "kms_key_identifier", "KmsKeyIdentifier", Rule::Id),
    two("policy", "aws_cloudwatch_event_bus_policy:policy", "Policy", Rule::Policy)
        .good(CLOSED)
        .unread(),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const PIPE_NETWORK: &[Field] = &[
    two("assign_public_ip", "=", "AssignPublicIp", Rule::Enabled).good("false"),
    two("subnets", "=", "Subnets", SUBNETS),
    two("security_groups", "=", "SecurityGroups", GROUPS),
];
const PIPE_ECS: &[Field] = &[
    two(
        "task_definition",
        "task_definition_arn",
        "TaskDefinitionArn",
        Rule::Ref(&["ecs.task_definition"]),
    ),
    two(
        "network_configuration",
        "network_configuration.aws_vpc_configuration",
        "NetworkConfiguration.AwsvpcConfiguration",
        Rule::Object(PIPE_NETWORK),
    )
    .good("{\"assign_public_ip\": false}"),
    two("enable_execute_command", "=", "EnableExecuteCommand", Rule::Bool).good("false"),
    two("launch_type", "=", "LaunchType", Rule::Upper).good("\"FARGATE\""),
    two("platform_version", "=", "PlatformVersion", Rule::Upper).good("\"LATEST\""),
];
const PIPE: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two(
        "source",
        "=",
        "Source",
        Rule::Ref(&["sqs.queue", "kinesis.stream", "dynamodb.table", "msk.cluster", "mq.broker"]),
    ),
    two("enrichment", "=", "Enrichment", Rule::Ref(&["lambda.function", "apigateway.api"])),
    two("target", "=", "Target", RECEIVERS),
    two("role", "role_arn", "RoleArn", Rule::Ref(&["iam.role"])),
    two("desired_state", "=", "DesiredState", Rule::Upper).good("\"RUNNING\""),
    two(
        "ecs_parameters",
        "target_parameters.ecs_task_parameters",
        "TargetParameters.EcsTaskParameters",
        Rule::Object(PIPE_ECS),
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new("kinesis.stream", &["aws_kinesis_stream", "AWS::Kinesis::Stream"], "name", STREAM)
        .satellites(&[
            satellite("aws_kinesis_resource_policy", "resource_arn"),
            satellite("AWS::Kinesis::ResourcePolicy", "ResourceArn"),
        ]),
    Table::new(
        "firehose.stream",
        &["aws_kinesis_firehose_delivery_stream", "AWS::KinesisFirehose::DeliveryStream"],
        "name",
        DELIVERY_STREAM,
    ),
    Table::new(
        "msk.cluster",
        &[
            "aws_msk_cluster",
            "aws_msk_serverless_cluster",
            "AWS::MSK::Cluster",
            "AWS::MSK::ServerlessCluster",
        ],
        "name",
        KAFKA,
    )
    .finish(kafka),
    Table::new(
        "events.event_bus",
        &["aws_cloudwatch_event_bus", "AWS::Events::EventBus"],
        "name",
        EVENT_BUS,
    )
    .satellites(&[satellite("aws_cloudwatch_event_bus_policy", "event_bus_name")]),
    Table::new("pipes.pipe", &["aws_pipes_pipe", "AWS::Pipes::Pipe"], "name", PIPE),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, alike};
    use serde_json::json;

    #[test]
    fn streams_read_alike() {
        let values = alike(
            "kinesis.stream",
            (
                "aws_kinesis_stream",
                json!({"name": "s", "encryption_type": "KMS", "kms_key_id": "k", "retention_period": 24}),
            ),
            (
                "AWS::Kinesis::Stream",
                json!({"Name": "s", "StreamEncryption": {"EncryptionType": "KMS", "KeyId": "k"}, "RetentionPeriodHours": "24"}),
            ),
        );
        assert_eq!(values["retention_period"], 24);
        let values = alike(
            "firehose.stream",
            (
                "aws_kinesis_firehose_delivery_stream",
                json!({
                    "name": "f",
                    "kinesis_source_configuration": [{"kinesis_stream_arn": "arn:aws:kinesis:eu-west-1:1:stream/s", "role_arn": "r"}],
                    "opensearch_configuration": [{"domain_arn": "d", "s3_configuration": [{"bucket_arn": "arn:aws:s3:::b"}]}],
                    "server_side_encryption": [{"enabled": true, "key_type": "AWS_OWNED_CMK"}],
                }),
            ),
            (
                "AWS::KinesisFirehose::DeliveryStream",
                json!({
                    "DeliveryStreamName": "f",
                    "KinesisStreamSourceConfiguration": {"KinesisStreamARN": "arn:aws:kinesis:eu-west-1:1:stream/s", "RoleARN": "r"},
                    "AmazonopensearchserviceDestinationConfiguration": {"DomainARN": "d", "S3Configuration": {"BucketARN": "arn:aws:s3:::b"}},
                    "DeliveryStreamEncryptionConfigurationInput": {"KeyType": "AWS_OWNED_CMK"},
                }),
            ),
        );
        assert_eq!(values["buckets"], json!(["arn:aws:s3:::b"]));
    }

    #[test]
    fn a_kafka_cluster_says_how_clients_come_in() {
        let values = alike(
            "msk.cluster",
            (
                "aws_msk_cluster",
                json!({
                    "cluster_name": "k",
                    "broker_node_group_info": [{"client_subnets": ["subnet-1"], "security_groups": ["sg-1"], "connectivity_info": [{"public_access": [{"type": "DISABLED"}]}]}],
                    "encryption_info": [{"encryption_in_transit": [{"client_broker": "TLS_PLAINTEXT"}]}],
                    "client_authentication": [{"unauthenticated": true, "sasl": [{"iam": true, "scram": false}]}],
                }),
            ),
            (
                "AWS::MSK::Cluster",
                json!({
                    "ClusterName": "k",
                    "BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-1"], "SecurityGroups": ["sg-1"], "ConnectivityInfo": {"PublicAccess": {"Type": "DISABLED"}}},
                    "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT"}},
                    "ClientAuthentication": {"Unauthenticated": {"Enabled": true}, "Sasl": {"Iam": {"Enabled": true}, "Scram": {"Enabled": false}}},
                }),
            ),
        );
        assert_eq!(values["publicly_accessible"], false);
        assert_eq!(
            (&values["unauthenticated_access"], &values["iam_authentication"]),
            (&json!(true), &json!(true))
        );
        let values = alike(
            "msk.cluster",
            (
                "aws_msk_serverless_cluster",
                json!({"cluster_name": "k", "vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}], "client_authentication": [{"sasl": [{"iam": [{"enabled": true}]}]}]}),
            ),
            (
                "AWS::MSK::ServerlessCluster",
                json!({"ClusterName": "k", "VpcConfigs": [{"SubnetIds": ["subnet-1"], "SecurityGroups": ["sg-1"]}], "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": true}}}}),
            ),
        );
        assert_eq!(values["client_broker_encryption"], "TLS");
        assert_eq!(values["subnets"], json!(["subnet-1"]));
    }

    #[test]
    fn pipes_and_rules_name_what_they_send_to() {
        let parameters = json!({"task_definition": "web", "network_configuration": {"assign_public_ip": true, "subnets": ["subnet-1"]}, "launch_type": "FARGATE"});
        let values = alike(
            "pipes.pipe",
            (
                "aws_pipes_pipe",
                json!({"name": "p", "source": "arn:aws:sqs:eu-west-1:1:q", "target": "arn:aws:ecs:eu-west-1:1:cluster/c", "role_arn": "r", "desired_state": "RUNNING",
                    "target_parameters": [{"ecs_task_parameters": [{"task_definition_arn": "web", "launch_type": "FARGATE", "network_configuration": [{"aws_vpc_configuration": [{"assign_public_ip": "ENABLED", "subnets": ["subnet-1"]}]}]}]}]}),
            ),
            (
                "AWS::Pipes::Pipe",
                json!({"Name": "p", "Source": "arn:aws:sqs:eu-west-1:1:q", "Target": "arn:aws:ecs:eu-west-1:1:cluster/c", "RoleArn": "r", "DesiredState": "running",
                    "TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": "web", "LaunchType": "FARGATE", "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED", "Subnets": ["subnet-1"]}}}}}),
            ),
        );
        assert_eq!(values["ecs_parameters"], parameters);
        let mut fixture = Fixture::new("x");
        fixture.add("aws_sqs_queue", "q", &json!({"name": "q"}));
        fixture.add("aws_cloudwatch_event_bus", "b", &json!({"name": "orders"}));
        fixture.add("aws_cloudwatch_event_rule", "r", &json!({"event_bus_name": "orders"}));
        fixture.add(
            "aws_cloudwatch_event_target",
            "t",
            &json!({"rule": {"$ref": ["aws_cloudwatch_event_rule.r", "name"]}, "arn": {"$ref": ["aws_sqs_queue.q", "arn"]}}),
        );
        fixture.add("AWS::Events::EventBus", "B", &json!({"Name": "bills"}));
        fixture.add(
            "AWS::Events::Rule",
            "R",
            &json!({"EventBusName": "bills", "Targets": [{"Arn": "arn:aws:sqs:eu-west-1:1:q"}]}),
        );
        let found = fixture.printed()["resources"].clone();
        for (rule, bus) in
            [("aws_cloudwatch_event_rule.r", "aws_cloudwatch_event_bus.b"), ("R", "B")]
        {
            assert_eq!(found[rule]["refs"]["/event_bus"][0]["to"], bus);
            assert_eq!(found[rule]["refs"]["/targets/0/arn"][0]["to"], "aws_sqs_queue.q");
            assert_eq!(found[bus]["type"], "events.event_bus");
        }
    }
}
