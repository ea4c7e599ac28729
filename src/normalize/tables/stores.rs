//! What tasks keep data in or pass it through besides databases: caches, search domains, brokers,
//! queues, topics.

use super::data::hide;
use super::network::references::{GROUPS, SUBNETS};
use crate::normalize::map::remade::without;
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
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
mod tests {
    use crate::normalize::tests::{Fixture, alike, one};
    use serde_json::{Value, json};

    /// The values of the second resource, which the first, a policy of its own, belongs to.
    fn owned(owner: (&str, &Value), satellite: (&str, &Value), address: &str) -> Value {
        let mut fixture = Fixture::new("x");
        fixture.add(owner.0, "o", owner.1);
        fixture.add(satellite.0, "s", satellite.1);
        fixture.printed()["resources"][address]["values"].clone()
    }

    fn open() -> Value {
        json!({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})
    }

    #[test]
    fn a_cache_reads_alike() {
        let terraform = one(
            "aws_elasticache_replication_group",
            &json!({"replication_group_id": "c", "engine": "redis", "user_group_ids": ["g"], "transit_encryption_mode": "preferred"}),
        );
        let cloudformation = one(
            "AWS::ElastiCache::ReplicationGroup",
            &json!({"ReplicationGroupId": "c", "Engine": "Redis", "UserGroupIds": ["g"], "TransitEncryptionMode": "preferred"}),
        );
        assert_eq!(terraform["values"], cloudformation["values"]);
        assert_eq!(terraform["type"], "elasticache.replication_group");
    }

    #[test]
    fn a_serverless_cache_is_encrypted() {
        let terraform = one(
            "aws_elasticache_serverless_cache",
            &json!({"name": "c", "engine": "valkey", "user_group_id": "g"}),
        );
        let cloudformation = one(
            "AWS::ElastiCache::ServerlessCache",
            &json!({"ServerlessCacheName": "c", "Engine": "valkey", "UserGroupId": "g"}),
        );
        assert_eq!(terraform["values"], cloudformation["values"]);
        assert_eq!(terraform["values"]["transit_encryption_enabled"], true);
        assert_eq!(terraform["values"]["user_group_ids"], json!(["g"]));
    }

    #[test]
    fn users_brokers_and_clusters_read_alike() {
        for (terraform, cloudformation) in [
            (
                one(
                    "aws_elasticache_user",
                    &json!({"user_id": "u", "no_password_required": true, "authentication_mode": [{"type": "no-password-required"}], "access_string": "on ~* +@all"}),
                ),
                one(
                    "AWS::ElastiCache::User",
                    &json!({"UserId": "u", "NoPasswordRequired": "true", "AuthenticationMode": {"Type": "no-password-required"}, "AccessString": "on ~* +@all"}),
                ),
            ),
            (
                one("aws_mq_broker", &json!({"broker_name": "b", "publicly_accessible": true})),
                one(
                    "AWS::AmazonMQ::Broker",
                    &json!({"BrokerName": "b", "PubliclyAccessible": true}),
                ),
            ),
            (
                one(
                    "aws_memorydb_cluster",
                    &json!({"name": "m", "acl_name": "open-access", "tls_enabled": false}),
                ),
                one(
                    "AWS::MemoryDB::Cluster",
                    &json!({"ClusterName": "m", "ACLName": "open-access", "TLSEnabled": false}),
                ),
            ),
            (
                one("aws_elasticache_cluster", &json!({"cluster_id": "c", "engine": "memcached"})),
                one(
                    "AWS::ElastiCache::CacheCluster",
                    &json!({"ClusterName": "c", "Engine": "memcached"}),
                ),
            ),
        ] {
            assert_eq!(terraform["values"], cloudformation["values"]);
            assert_eq!(terraform["type"], cloudformation["type"]);
        }
    }

    #[test]
    fn a_search_domain_reads_alike() {
        for (old, new) in [
            ("aws_opensearch_domain", "AWS::OpenSearchService::Domain"),
            ("aws_elasticsearch_domain", "AWS::Elasticsearch::Domain"),
        ] {
            let terraform = one(
                old,
                &json!({
                    "domain_name": "d",
                    "access_policies": open().to_string(),
                    "advanced_security_options": [{"enabled": false}],
                    "domain_endpoint_options": [{"enforce_https": true}],
                    "node_to_node_encryption": [{"enabled": true}],
                    "vpc_options": [{"subnet_ids": ["subnet-1"]}],
                }),
            );
            let cloudformation = one(
                new,
                &json!({
                    "DomainName": "d",
                    "AccessPolicies": open(),
                    "AdvancedSecurityOptions": {"Enabled": false},
                    "DomainEndpointOptions": {"EnforceHTTPS": true},
                    "NodeToNodeEncryptionOptions": {"Enabled": true},
                    "VPCOptions": {"SubnetIds": ["subnet-1"]},
                }),
            );
            assert_eq!(terraform["values"], cloudformation["values"]);
            assert_eq!(terraform["values"]["access_policies"]["statements"][0]["effect"], "allow");
        }
    }

    #[test]
    fn stores_say_where_they_stand() {
        let values = alike(
            "elasticache.replication_group",
            (
                "aws_elasticache_replication_group",
                json!({"replication_group_id": "c", "subnet_group_name": "g", "security_group_ids": ["sg-1"], "port": 6379, "at_rest_encryption_enabled": "true"}),
            ),
            (
                "AWS::ElastiCache::ReplicationGroup",
                json!({"ReplicationGroupId": "c", "CacheSubnetGroupName": "g", "SecurityGroupIds": ["sg-1"], "Port": 6379, "AtRestEncryptionEnabled": true}),
            ),
        );
        assert_eq!((&values["port"], &values["subnet_group"]), (&json!(6379), &json!("g")));
        alike(
            "elasticache.cluster",
            (
                "aws_elasticache_cluster",
                json!({"cluster_id": "c", "subnet_group_name": "g", "security_group_ids": ["sg-1"], "port": 11211}),
            ),
            (
                "AWS::ElastiCache::CacheCluster",
                json!({"ClusterName": "c", "CacheSubnetGroupName": "g", "VpcSecurityGroupIds": ["sg-1"], "Port": 11211}),
            ),
        );
        alike(
            "memorydb.cluster",
            (
                "aws_memorydb_cluster",
                json!({"name": "m", "subnet_group_name": "g", "security_group_ids": ["sg-1"], "port": 6379}),
            ),
            (
                "AWS::MemoryDB::Cluster",
                json!({"ClusterName": "m", "SubnetGroupName": "g", "SecurityGroupIds": ["sg-1"], "Port": 6379}),
            ),
        );
        let values = alike(
            "mq.broker",
            (
                "aws_mq_broker",
                json!({"broker_name": "b", "engine_type": "RabbitMQ", "subnet_ids": ["subnet-1"], "security_groups": ["sg-1"], "authentication_strategy": "simple"}),
            ),
            (
                "AWS::AmazonMQ::Broker",
                json!({"BrokerName": "b", "EngineType": "RABBITMQ", "SubnetIds": ["subnet-1"], "SecurityGroups": ["sg-1"], "AuthenticationStrategy": "SIMPLE"}),
            ),
        );
        assert_eq!(values["engine_type"], "rabbitmq");
        alike(
            "opensearch.domain",
            (
                "aws_opensearch_domain",
                json!({"domain_name": "d", "vpc_options": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}], "encrypt_at_rest": [{"enabled": true}]}),
            ),
            (
                "AWS::OpenSearchService::Domain",
                json!({"DomainName": "d", "VPCOptions": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}, "EncryptionAtRestOptions": {"Enabled": true}}),
            ),
        );
        alike(
            "opensearchserverless.collection",
            ("aws_opensearchserverless_collection", json!({"name": "c", "type": "search"})),
            ("AWS::OpenSearchServerless::Collection", json!({"Name": "c", "Type": "SEARCH"})),
        );
    }

    #[test]
    fn policies_of_their_own_are_folded_in() {
        let named = |ty: &str| json!({"$ref": [format!("{ty}.o"), "id"]});
        for (owner, satellite, link, policy) in [
            ("aws_sqs_queue", "aws_sqs_queue_policy", "queue_url", "policy"),
            ("aws_sns_topic", "aws_sns_topic_policy", "arn", "policy"),
        ] {
            let values = owned(
                (owner, &json!({})),
                (satellite, &json!({link: named(owner), policy: open().to_string()})),
                &format!("{owner}.o"),
            );
            assert_eq!(values["policy"]["statements"][0]["principals"][0]["type"], "*", "{owner}");
        }
        for (owner, satellite, link) in [
            ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"),
            ("AWS::SQS::Queue", "AWS::SQS::QueueInlinePolicy", "Queue"),
            ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"),
            ("AWS::SNS::Topic", "AWS::SNS::TopicInlinePolicy", "TopicArn"),
        ] {
            let own = json!({"$ref": ["o", ""]});
            let given = if link.ends_with('s') { json!([own]) } else { own };
            let values = owned(
                (owner, &json!({})),
                (satellite, &json!({link: given, "PolicyDocument": open()})),
                "o",
            );
            assert_eq!(
                values["policy"]["statements"][0]["principals"][0]["type"], "*",
                "{satellite}"
            );
        }
    }
}
