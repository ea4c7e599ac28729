//! What runs code beside ECS: Lambda functions and App Runner services.

use super::network::references::{GROUPS, SUBNETS};
use crate::normalize::map::remade::without;
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;

const ROLE: Rule = Rule::Ref(&["iam.role"]);
/// What takes what a function could not handle, or made.
const DESTINATION: Rule =
    Rule::Ref(&["sqs.queue", "sns.topic", "lambda.function", "events.event_bus", "s3.bucket"]);

const VPC: &[Field] = &[
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("security_groups", "security_group_ids", "SecurityGroupIds", GROUPS),
];
const URL: &[Field] = &[
    two("authorization_type", "=", "AuthType", Rule::Upper).good("\"AWS_IAM\""),
    two("qualifier", "=", "Qualifier", Rule::Id),
    two("invoke_mode", "=", "InvokeMode", Rule::Upper),
];
const EVENT_SOURCES: &[Field] = &[
    two(
        "source",
        "event_source_arn",
        "EventSourceArn",
        Rule::Ref(&[
            "sqs.queue",
            "kinesis.stream",
            "dynamodb.table",
            "msk.cluster",
            "mq.broker",
            "docdb.cluster",
        ]),
    ),
    two("enabled", "=", "Enabled", Rule::Bool).good("true"),
    two(
        "on_failure",
        "destination_config.on_failure.destination_arn",
        "DestinationConfig.OnFailure.Destination",
        DESTINATION,
    ),
    two("topics", "=", "Topics", Rule::List(&Rule::Text)),
    two("queues", "=", "Queues", Rule::List(&Rule::Text)),
];
const PERMISSIONS: &[Field] = &[
    two("action", "=", "Action", Rule::Id),
    two("principal", "=", "Principal", Rule::Id).good("\"events.amazonaws.com\""),
    two(
        "source",
        "source_arn",
        "SourceArn",
        Rule::Ref(&[
            "s3.bucket",
            "sns.topic",
            "events.rule",
            "apigateway.api",
            "elb.target_group",
            "logs.log_group",
            "cognito.user_pool",
        ]),
    ),
    two("source_account", "=", "SourceAccount", Rule::Id),
    two("principal_org_id", "=", "PrincipalOrgID", Rule::Id),
    two("function_url_auth_type", "=", "FunctionUrlAuthType", Rule::Upper).good("\"AWS_IAM\""),
    two("qualifier", "=", "", Rule::Id),
];
const FILE_SYSTEMS: &[Field] = &[
    two("access_point", "arn", "Arn", Rule::Ref(&["efs.access_point"])),
    two("local_mount_path", "=", "LocalMountPath", Rule::Id),
];

const FUNCTION: &[Field] = &[
    two("name", "function_name", "FunctionName", Rule::Id),
    two("role", "=", "Role", ROLE),
    two("runtime", "=", "Runtime", Rule::Lower),
    two("package_type", "=", "PackageType", Rule::Id),
    two("image", "image_uri", "Code.ImageUri", Rule::Id),
    two("code_bucket", "s3_bucket", "Code.S3Bucket", Rule::Ref(&["s3.bucket"])),
    two("environment", "environment.variables", "Environment.Variables", Rule::FreeMap),
    two("kms_key_arn", "=", "KmsKeyArn", Rule::Id),
    two("vpc_config", "=", "VpcConfig", Rule::Object(VPC)),
    two("file_systems", "file_system_config", "FileSystemConfigs", Rule::Objects(FILE_SYSTEMS))
        .unread(),
    two(
        "log_group",
        "logging_config.log_group",
        "LoggingConfig.LogGroup",
        Rule::Ref(&["logs.log_group"]),
    ),
    two(
        "dead_letter_target",
        "dead_letter_config.target_arn",
        "DeadLetterConfig.TargetArn",
        DESTINATION,
    ),
    two(
        "on_success",
        "aws_lambda_function_event_invoke_config:destination_config.on_success.destination",
        "AWS::Lambda::EventInvokeConfig:DestinationConfig.OnSuccess.Destination",
        DESTINATION,
    ),
    two(
        "on_failure",
        "aws_lambda_function_event_invoke_config:destination_config.on_failure.destination",
        "AWS::Lambda::EventInvokeConfig:DestinationConfig.OnFailure.Destination",
        DESTINATION,
    ),
    two("url", "aws_lambda_function_url:", "AWS::Lambda::Url:", Rule::Object(URL))
        .good("{\"authorization_type\": \"AWS_IAM\"}"),
    two(
        "event_sources",
        "aws_lambda_event_source_mapping:",
        "AWS::Lambda::EventSourceMapping:",
        Rule::Objects(EVENT_SOURCES),
    )
    .unread(),
    two(
        "permissions",
        "aws_lambda_permission:",
        "AWS::Lambda::Permission:",
        Rule::Objects(PERMISSIONS),
    )
    .unread(),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// What belongs to a function says nothing of which one.
fn function(_: &mut Walk<'_>, entries: &mut Entries) {
    for name in ["url", "event_sources", "permissions"] {
        if let Some(entry) = entries.get_mut(name) {
            entry.value = without(&entry.value, &["function_name", "target_function_arn"]);
        }
    }
}

const APP: &[Field] = &[
    two("name", "service_name", "ServiceName", Rule::Id),
    two(
        "image",
        "source_configuration.image_repository.image_identifier",
        "SourceConfiguration.ImageRepository.ImageIdentifier",
        Rule::Id,
    ),
    two(
        "repository_url",
        "source_configuration.code_repository.repository_url",
        "SourceConfiguration.CodeRepository.RepositoryUrl",
        Rule::Id,
    ),
    two(
        "port",
        "source_configuration.image_repository.image_configuration.port \
         | source_configuration.code_repository.code_configuration.code_configuration_values.port",
        "SourceConfiguration.ImageRepository.ImageConfiguration.Port \
         | SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.Port",
        Rule::Number,
    ),
    two(
        "environment",
        "source_configuration.image_repository.image_configuration.runtime_environment_variables \
         | source_configuration.code_repository.code_configuration.code_configuration_values.runtime_environment_variables",
        "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables \
         | SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.RuntimeEnvironmentVariables",
        Rule::FreeMap,
    ),
    two(
        "secrets",
        "source_configuration.image_repository.image_configuration.runtime_environment_secrets \
         | source_configuration.code_repository.code_configuration.code_configuration_values.runtime_environment_secrets",
        "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentSecrets \
         | SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.RuntimeEnvironmentSecrets",
        Rule::FreeMap,
    ),
    two(
        "access_role",
        "source_configuration.authentication_configuration.access_role_arn",
        "SourceConfiguration.AuthenticationConfiguration.AccessRoleArn",
        ROLE,
    ),
    two(
        "instance_role",
        "instance_configuration.instance_role_arn",
        "InstanceConfiguration.InstanceRoleArn",
        ROLE,
    ),
    two(
        "publicly_accessible",
        "network_configuration.ingress_configuration.is_publicly_accessible",
        "NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible",
        Rule::Bool,
    )
    .good("false"),
    two(
        "vpc_connector",
        "network_configuration.egress_configuration.vpc_connector_arn",
        "NetworkConfiguration.EgressConfiguration.VpcConnectorArn",
        Rule::Ref(&["apprunner.vpc_connector"]),
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const VPC_CONNECTOR: &[Field] = &[
    two("name", "vpc_connector_name", "VpcConnectorName", Rule::Id),
    two("subnets", "=", "Subnets", SUBNETS),
    two("security_groups", "=", "SecurityGroups", GROUPS),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "lambda.function",
        &["aws_lambda_function", "AWS::Lambda::Function"],
        "name",
        FUNCTION,
    )
    .satellites(&[
        satellite("aws_lambda_function_url", "function_name"),
        satellite("aws_lambda_event_source_mapping", "function_name"),
        satellite("aws_lambda_permission", "function_name"),
        satellite("aws_lambda_function_event_invoke_config", "function_name"),
        // What names an alias or a version means the function.
        satellite("aws_lambda_alias", "function_name"),
        satellite("AWS::Lambda::Url", "TargetFunctionArn"),
        satellite("AWS::Lambda::EventSourceMapping", "FunctionName"),
        satellite("AWS::Lambda::Permission", "FunctionName"),
        satellite("AWS::Lambda::EventInvokeConfig", "FunctionName"),
        satellite("AWS::Lambda::Alias", "FunctionName"),
        satellite("AWS::Lambda::Version", "FunctionName"),
    ])
    .finish(function),
    Table::new(
        "apprunner.service",
        &["aws_apprunner_service", "AWS::AppRunner::Service"],
        "name",
        APP,
    ),
    Table::new(
        "apprunner.vpc_connector",
        &["aws_apprunner_vpc_connector", "AWS::AppRunner::VpcConnector"],
        "name",
        VPC_CONNECTOR,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, alike};
    use serde_json::{Value, json};

    #[test]
    fn a_function_reads_alike() {
        let values = alike(
            "lambda.function",
            (
                "aws_lambda_function",
                json!({"function_name": "f", "role": "arn:aws:iam::1:role/r", "runtime": "python3.13", "environment": [{"variables": {"TABLE": "orders"}}],
                    "vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}], "dead_letter_config": [{"target_arn": "q"}],
                    "file_system_config": [{"arn": "ap", "local_mount_path": "/mnt/a"}], "logging_config": [{"log_format": "JSON", "log_group": "g"}]}),
            ),
            (
                "AWS::Lambda::Function",
                json!({"FunctionName": "f", "Role": "arn:aws:iam::1:role/r", "Runtime": "python3.13", "Environment": {"Variables": {"TABLE": "orders"}},
                    "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}, "DeadLetterConfig": {"TargetArn": "q"},
                    "FileSystemConfigs": [{"Arn": "ap", "LocalMountPath": "/mnt/a"}], "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "g"}}),
            ),
        );
        assert_eq!(values["environment"], json!({"TABLE": "orders"}));
        assert_eq!(
            values["file_systems"],
            json!([{"access_point": "ap", "local_mount_path": "/mnt/a"}])
        );
    }

    #[test]
    fn what_calls_a_function_is_folded_in() {
        let own = |address: &str, attribute: &str| json!({"$ref": [address, attribute]});
        let mut fixture = Fixture::new("x");
        fixture.add("aws_sqs_queue", "q", &json!({"name": "q"}));
        fixture.add("aws_lambda_function", "f", &json!({"function_name": "f"}));
        let function = own("aws_lambda_function.f", "function_name");
        fixture.add(
            "aws_lambda_function_url",
            "u",
            &json!({"function_name": function, "authorization_type": "none"}),
        );
        fixture.add("aws_lambda_event_source_mapping", "m", &json!({"function_name": "f", "event_source_arn": own("aws_sqs_queue.q", "arn"), "enabled": true}));
        fixture.add("aws_lambda_permission", "p", &json!({"function_name": "arn:aws:lambda:eu-west-1:1:function:f:live", "action": "lambda:InvokeFunction", "principal": "s3.amazonaws.com", "source_account": "1"}));
        fixture.add("aws_lambda_function_event_invoke_config", "i", &json!({"function_name": "f", "destination_config": [{"on_failure": [{"destination": own("aws_sqs_queue.q", "arn")}]}]}));
        fixture.add(
            "aws_lambda_alias",
            "live",
            &json!({"function_name": function, "name": "live"}),
        );
        fixture.add("aws_sns_topic", "t", &json!({"name": "t"}));
        fixture.add("aws_sns_topic_subscription", "s", &json!({"topic_arn": own("aws_sns_topic.t", "arn"), "protocol": "lambda", "endpoint": own("aws_lambda_alias.live", "arn")}));
        fixture.add("AWS::Lambda::Function", "F", &json!({}));
        fixture.add(
            "AWS::Lambda::Url",
            "U",
            &json!({"TargetFunctionArn": own("F", "Arn"), "AuthType": "NONE"}),
        );
        fixture.add("AWS::Lambda::EventSourceMapping", "M", &json!({"FunctionName": own("F", ""), "EventSourceArn": own("aws_sqs_queue.q", "Arn"), "Enabled": "true"}));
        fixture.add("AWS::Lambda::Permission", "P", &json!({"FunctionName": own("F", ""), "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com", "SourceAccount": "1"}));
        fixture.add("AWS::Lambda::EventInvokeConfig", "I", &json!({"FunctionName": own("F", ""), "DestinationConfig": {"OnFailure": {"Destination": own("aws_sqs_queue.q", "Arn")}}}));
        fixture.add(
            "AWS::SNS::Topic",
            "T",
            &json!({"Subscription": [{"Protocol": "lambda", "Endpoint": own("F", "Arn")}]}),
        );
        let found = fixture.printed()["resources"].clone();
        for (address, topic) in [("aws_lambda_function.f", "aws_sns_topic.t"), ("F", "T")] {
            let values = &found[address]["values"];
            assert_eq!(values["url"], json!({"authorization_type": "NONE"}), "{address}");
            assert_eq!(
                found[address]["refs"]["/event_sources/0/source"][0]["to"],
                "aws_sqs_queue.q"
            );
            assert_eq!(found[address]["refs"]["/on_failure"][0]["to"], "aws_sqs_queue.q");
            assert_eq!(values["event_sources"][0]["enabled"], true);
            assert_eq!(
                values["permissions"],
                json!([{"action": "lambda:InvokeFunction", "principal": "s3.amazonaws.com", "source_account": "1"}])
            );
            let subscribed = found[topic]["refs"]["/subscriptions/0/endpoint"].as_array().unwrap();
            assert!(subscribed.iter().any(|edge| edge["to"] == address), "{subscribed:?}");
            assert_eq!(found[topic]["values"]["subscriptions"][0]["protocol"], "lambda");
            assert_eq!(
                found[topic]["values"]["subscriptions"][0].as_object().map(serde_json::Map::len),
                Some(2)
            );
        }
    }

    #[test]
    fn an_app_reads_alike() {
        let image = |secrets: Value, variables: Value| json!([{"image_identifier": "public.ecr.aws/nginx/nginx:1", "image_configuration": [{"port": "8080", "runtime_environment_variables": variables, "runtime_environment_secrets": secrets}]}]);
        let values = alike(
            "apprunner.service",
            (
                "aws_apprunner_service",
                json!({"service_name": "a", "source_configuration": [{"image_repository": image(json!({"KEY": "arn"}), json!({"MODE": "x"})), "authentication_configuration": [{"access_role_arn": "r"}]}],
                    "instance_configuration": [{"instance_role_arn": "i"}],
                    "network_configuration": [{"ingress_configuration": [{"is_publicly_accessible": false}], "egress_configuration": [{"vpc_connector_arn": "c"}]}]}),
            ),
            (
                "AWS::AppRunner::Service",
                json!({"ServiceName": "a", "SourceConfiguration": {"ImageRepository": {"ImageIdentifier": "public.ecr.aws/nginx/nginx:1", "ImageConfiguration": {"Port": "8080", "RuntimeEnvironmentVariables": [{"Name": "MODE", "Value": "x"}], "RuntimeEnvironmentSecrets": [{"Name": "KEY", "Value": "arn"}]}}, "AuthenticationConfiguration": {"AccessRoleArn": "r"}},
                    "InstanceConfiguration": {"InstanceRoleArn": "i"},
                    "NetworkConfiguration": {"IngressConfiguration": {"IsPubliclyAccessible": false}, "EgressConfiguration": {"VpcConnectorArn": "c"}}}),
            ),
        );
        assert_eq!(
            (&values["port"], &values["publicly_accessible"]),
            (&json!(8080), &json!(false))
        );
        alike(
            "apprunner.vpc_connector",
            (
                "aws_apprunner_vpc_connector",
                json!({"vpc_connector_name": "c", "subnets": ["subnet-1"], "security_groups": ["sg-1"]}),
            ),
            (
                "AWS::AppRunner::VpcConnector",
                json!({"VpcConnectorName": "c", "Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"]}),
            ),
        );
    }
}
