//! What tasks keep data in or pass it through besides databases: caches, search domains, brokers,
//! queues, topics.

use crate::normalize::map::remade::without;
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::normalize::tables::data::hide;
use crate::normalize::tables::network::references::{GROUPS, SUBNETS};
use crate::value::{Cause, Data, Entry, Text, Value};
use std::sync::Arc;

/// A policy that lets nobody in.
const CLOSED: &str = "{\"statements\": []}";

const CACHE_SUBNET_GROUP: Rule = Rule::Ref(&["elasticache.subnet_group"]);

const REPLICATION_GROUP: &[Field] = &[
    two(
        "name",
        "replication_group_id | name",
        "ReplicationGroupId | ServerlessCacheName",
        Rule::Id,
    ),
    two("engine", "=", "Engine", Rule::Lower).good("\"memcached\""),
    two("auth_token", "=", "AuthToken", Rule::Id).good("\"token\""),
    two(
        "user_group_ids",
        "user_group_ids | user_group_id",
        "UserGroupIds | UserGroupId",
        Rule::Many(&Rule::Id),
    )
    .good("[\"group\"]"),
    two("transit_encryption_enabled", "=", "TransitEncryptionEnabled", Rule::Bool).good("true"),
    two("transit_encryption_mode", "=", "TransitEncryptionMode", Rule::Lower).good("\"required\""),
    two("global_replication_group_id", "=", "GlobalReplicationGroupId", Rule::Id)
        .good("\"global\""),
    two("at_rest_encryption_enabled", "=", "AtRestEncryptionEnabled", Rule::Bool).good("true"),
    two("subnet_group", "subnet_group_name", "CacheSubnetGroupName", CACHE_SUBNET_GROUP),
    // A serverless cache names its subnets itself.
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("security_groups", "security_group_ids", "SecurityGroupIds", GROUPS),
    two("port", "=", "Port", Rule::Number),
];

/// A serverless cache takes encrypted connections only (ElastiCache user guide, "In-transit
/// encryption"). A token is never printed; one that a dynamic reference reads is there, whatever it
/// is.
fn replication_group(walk: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(token) = entries.get_mut("auth_token")
        && let Some(unknown) = token.value.as_unknown()
        && matches!(unknown.reason, Cause::Resolved { .. })
    {
        token.value.data = Data::String(Text { text: Arc::from("{{resolve}}"), parts: None });
    }
    hide(entries, "auth_token");
    if matches!(
        walk.resource.source_type.as_str(),
        "aws_elasticache_serverless_cache" | "AWS::ElastiCache::ServerlessCache"
    ) {
        let value = Value::bool(true, walk.resource.place.span);
        entries.insert(Arc::from("transit_encryption_enabled"), Entry { key: None, value });
    }
}

const CACHE_CLUSTER: &[Field] = &[
    two("name", "cluster_id", "ClusterName", Rule::Id),
    two("engine", "=", "Engine", Rule::Lower),
    // CloudFormation names the clusters of a group nowhere: they are the group's own.
    two(
        "replication_group",
        "replication_group_id",
        "",
        Rule::Ref(&["elasticache.replication_group"]),
    )
    .good("\"group\""),
    two("transit_encryption_enabled", "=", "TransitEncryptionEnabled", Rule::Bool).good("true"),
    two("subnet_group", "subnet_group_name", "CacheSubnetGroupName", CACHE_SUBNET_GROUP),
    two("security_groups", "security_group_ids", "VpcSecurityGroupIds", GROUPS),
    two("port", "=", "Port", Rule::Number),
];

const AUTHENTICATION: &[Field] = &[two("type", "=", "Type", Rule::Lower).good("\"iam\"")];
const USER: &[Field] = &[
    two("name", "user_id", "UserId", Rule::Id),
    two("no_password_required", "=", "NoPasswordRequired", Rule::Bool).good("false"),
    two("authentication_mode", "=", "AuthenticationMode", Rule::Object(AUTHENTICATION))
        .good("{\"type\": \"iam\"}"),
    two("access_string", "=", "AccessString", Rule::Text).good("\"off -@all\""),
];

const MEMORYDB: &[Field] = &[
    two("name", "=", "ClusterName", Rule::Id),
    two("acl_name", "=", "ACLName", Rule::Id).good("\"app\""),
    two("tls_enabled", "=", "TLSEnabled", Rule::Bool).good("true"),
    two(
        "subnet_group",
        "subnet_group_name",
        "SubnetGroupName",
        Rule::Ref(&["memorydb.subnet_group"]),
    ),
    two("security_groups", "security_group_ids", "SecurityGroupIds", GROUPS),
    two("port", "=", "Port", Rule::Number),
];

const FINE_GRAINED: &[Field] = &[two("enabled", "=", "Enabled", Rule::Bool).good("true")];
const ENDPOINT: &[Field] = &[
    two("enforce_https", "=", "EnforceHTTPS", Rule::Bool).good("true"),
    two("tls_security_policy", "=", "TLSSecurityPolicy", Rule::Id),
];
const IN_VPC: &[Field] = &[
    two("subnet_ids", "=", "SubnetIds", SUBNETS).good("[\"subnet-0\"]"),
    two("security_group_ids", "=", "SecurityGroupIds", GROUPS),
];
const SEARCH_DOMAIN: &[Field] = &[
    two("name", "domain_name", "DomainName", Rule::Id),
    two(
        "access_policies",
        "aws_opensearch_domain_policy:access_policies | aws_elasticsearch_domain_policy:access_policies | =",
        "AccessPolicies",
        Rule::Policy,
    )
    .good(CLOSED),
    two(
        "advanced_security_options",
        "=",
        "AdvancedSecurityOptions",
        Rule::Object(FINE_GRAINED),
    )
    .good("{\"enabled\": true}"),
    two("domain_endpoint_options", "=", "DomainEndpointOptions", Rule::Object(ENDPOINT))
        .good("{\"enforce_https\": true}"),
    two(
        "node_to_node_encryption",
        "=",
        "NodeToNodeEncryptionOptions",
        Rule::Object(FINE_GRAINED),
    )
    .good("{\"enabled\": true}"),
    two(
        "encryption_at_rest",
        "encrypt_at_rest",
        "EncryptionAtRestOptions",
        Rule::Object(FINE_GRAINED),
    )
    .good("{\"enabled\": true}"),
    two("vpc_options", "=", "VPCOptions", Rule::Object(IN_VPC))
        .good("{\"subnet_ids\": [\"subnet-0\"]}"),
];

const BROKER: &[Field] = &[
    two("name", "broker_name", "BrokerName", Rule::Id),
    two("publicly_accessible", "=", "PubliclyAccessible", Rule::Bool).good("false"),
    two("engine_type", "=", "EngineType", Rule::Lower),
    two("authentication_strategy", "=", "AuthenticationStrategy", Rule::Lower),
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("security_groups", "=", "SecurityGroups", GROUPS),
];

const COLLECTION: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("type", "=", "Type", Rule::Upper),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const QUEUE: &[Field] = &[
    two("name", "=", "QueueName", Rule::Id),
    two(
        "policy",
        "aws_sqs_queue_policy:policy | =",
        "AWS::SQS::QueuePolicy:PolicyDocument | AWS::SQS::QueueInlinePolicy:PolicyDocument",
        Rule::Policy,
    )
    .good(CLOSED),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const SUBSCRIPTIONS: &[Field] = &[
    two("protocol", "=", "Protocol", Rule::Lower),
    two(
        "endpoint",
        "=",
        "Endpoint",
        Rule::Ref(&["sqs.queue", "lambda.function", "firehose.stream"]),
    ),
];
const TOPIC: &[Field] = &[
    two("name", "=", "TopicName", Rule::Id),
    two("kms_key_id", "kms_master_key_id", "KmsMasterKeyId", Rule::Id),
    two(
        "subscriptions",
        "aws_sns_topic_subscription:",
        "Subscription | AWS::SNS::Subscription:",
        Rule::Objects(SUBSCRIPTIONS),
    )
    .unread(),
    two(
        "policy",
        "aws_sns_topic_policy:policy | =",
        "AWS::SNS::TopicPolicy:PolicyDocument | AWS::SNS::TopicInlinePolicy:PolicyDocument",
        Rule::Policy,
    )
    .good(CLOSED),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// A subscription says nothing of the topic it is of.
fn topic(_: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(subscriptions) = entries.get_mut("subscriptions") {
        subscriptions.value = without(&subscriptions.value, &["topic_arn"]);
    }
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "elasticache.replication_group",
        &[
            "aws_elasticache_replication_group",
            "aws_elasticache_serverless_cache",
            "AWS::ElastiCache::ReplicationGroup",
            "AWS::ElastiCache::ServerlessCache",
        ],
        "name",
        REPLICATION_GROUP,
    )
    .finish(replication_group),
    Table::new(
        "elasticache.cluster",
        &["aws_elasticache_cluster", "AWS::ElastiCache::CacheCluster"],
        "name",
        CACHE_CLUSTER,
    ),
    Table::new(
        "elasticache.user",
        &["aws_elasticache_user", "AWS::ElastiCache::User"],
        "name",
        USER,
    ),
    Table::new(
        "memorydb.cluster",
        &["aws_memorydb_cluster", "AWS::MemoryDB::Cluster"],
        "name",
        MEMORYDB,
    ),
    Table::new(
        "opensearch.domain",
        &[
            "aws_opensearch_domain",
            "aws_elasticsearch_domain",
            "AWS::OpenSearchService::Domain",
            "AWS::Elasticsearch::Domain",
        ],
        "name",
        SEARCH_DOMAIN,
    )
    .satellites(&[
        satellite("aws_opensearch_domain_policy", "domain_name"),
        satellite("aws_elasticsearch_domain_policy", "domain_name"),
    ]),
    Table::new(
        "opensearchserverless.collection",
        &["aws_opensearchserverless_collection", "AWS::OpenSearchServerless::Collection"],
        "name",
        COLLECTION,
    ),
    Table::new("mq.broker", &["aws_mq_broker", "AWS::AmazonMQ::Broker"], "name", BROKER),
    Table::new("sqs.queue", &["aws_sqs_queue", "AWS::SQS::Queue"], "name", QUEUE).satellites(&[
        satellite("aws_sqs_queue_policy", "queue_url"),
        satellite("AWS::SQS::QueuePolicy", "Queues"),
        satellite("AWS::SQS::QueueInlinePolicy", "Queue"),
    ]),
    Table::new("sns.topic", &["aws_sns_topic", "AWS::SNS::Topic"], "name", TOPIC)
        .satellites(&[
            satellite("aws_sns_topic_policy", "arn"),
            satellite("aws_sns_topic_subscription", "topic_arn"),
            satellite("AWS::SNS::TopicPolicy", "Topics"),
            satellite("AWS::SNS::TopicInlinePolicy", "TopicArn"),
            satellite("AWS::SNS::Subscription", "TopicArn"),
        ])
        .finish(topic),
];

#[cfg(test)]
mod tests;
