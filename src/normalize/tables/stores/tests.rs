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
            one("AWS::AmazonMQ::Broker", &json!({"BrokerName": "b", "PubliclyAccessible": true})),
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
        assert_eq!(values["policy"]["statements"][0]["principals"][0]["type"], "*", "{satellite}");
    }
}
