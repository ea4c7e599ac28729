//! What stands in front of a system and how its parts find one another: CloudFront, Cloud Map.

use super::network::references::VPC_REF;
use crate::normalize::map::schema::{Entries, Field, Rule, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::value::{Entry, Value};
use std::sync::Arc;

const ORIGINS: &[Field] = &[
    two("id", "origin_id", "Id", Rule::Id),
    two(
        "domain",
        "domain_name",
        "DomainName",
        Rule::Ref(&["elb.load_balancer", "s3.bucket", "apigateway.api", "apprunner.service"]),
    ),
    two(
        "protocol_policy",
        "custom_origin_config.origin_protocol_policy",
        "CustomOriginConfig.OriginProtocolPolicy",
        Rule::Lower,
    )
    .good("\"https-only\""),
    two("http_port", "custom_origin_config.http_port", "CustomOriginConfig.HTTPPort", Rule::Number),
    two(
        "https_port",
        "custom_origin_config.https_port",
        "CustomOriginConfig.HTTPSPort",
        Rule::Number,
    ),
    two(
        "ssl_protocols",
        "custom_origin_config.origin_ssl_protocols",
        "CustomOriginConfig.OriginSSLProtocols",
        Rule::List(&Rule::Text),
    ),
    two("access_control", "origin_access_control_id", "OriginAccessControlId", Rule::Id),
    two(
        "access_identity",
        "s3_origin_config.origin_access_identity",
        "S3OriginConfig.OriginAccessIdentity",
        Rule::Id,
    ),
    two(
        "vpc_origin",
        "vpc_origin_config.vpc_origin_id",
        "VpcOriginConfig.VpcOriginId",
        Rule::Ref(&["cloudfront.vpc_origin"]),
    ),
];
const ORIGIN: Field = two("origin", "target_origin_id", "TargetOriginId", Rule::Id);
const VIEWER_PROTOCOL_POLICY: Field =
    two("viewer_protocol_policy", "=", "ViewerProtocolPolicy", Rule::Lower).good("\"https-only\"");
const DEFAULT_BEHAVIOR: &[Field] = &[ORIGIN, VIEWER_PROTOCOL_POLICY];
const BEHAVIOR: &[Field] =
    &[two("path_pattern", "=", "PathPattern", Rule::Id), ORIGIN, VIEWER_PROTOCOL_POLICY];
const DISTRIBUTION: &[Field] = &[
    two("enabled", "=", "DistributionConfig.Enabled", Rule::Bool).good("false"),
    two("aliases", "=", "DistributionConfig.Aliases", Rule::List(&Rule::Lower)),
    two("origins", "origin", "DistributionConfig.Origins", Rule::Objects(ORIGINS)).unread(),
    two(
        "default_behavior",
        "default_cache_behavior",
        "DistributionConfig.DefaultCacheBehavior",
        Rule::Object(DEFAULT_BEHAVIOR),
    ),
    two(
        "behaviors",
        "ordered_cache_behavior",
        "DistributionConfig.CacheBehaviors",
        Rule::Objects(BEHAVIOR),
    )
    .unread(),
    two(
        "minimum_protocol_version",
        "viewer_certificate.minimum_protocol_version",
        "DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
        Rule::Id,
    )
    .good("\"TLSv1.2_2021\""),
    two(
        "logging_bucket",
        "logging_config.bucket",
        "DistributionConfig.Logging.Bucket",
        Rule::Ref(&["s3.bucket"]),
    ),
    two("web_acl", "web_acl_id", "DistributionConfig.WebACLId", Rule::Id),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const VPC_ORIGIN: &[Field] = &[
    two(
        "endpoint",
        "vpc_origin_endpoint_config.arn",
        "VpcOriginEndpointConfig.Arn",
        Rule::Ref(&["elb.load_balancer", "ec2.instance"]),
    ),
    two(
        "protocol_policy",
        "vpc_origin_endpoint_config.origin_protocol_policy",
        "VpcOriginEndpointConfig.OriginProtocolPolicy",
        Rule::Lower,
    )
    .good("\"https-only\""),
    two(
        "http_port",
        "vpc_origin_endpoint_config.http_port",
        "VpcOriginEndpointConfig.HTTPPort",
        Rule::Number,
    ),
    two(
        "https_port",
        "vpc_origin_endpoint_config.https_port",
        "VpcOriginEndpointConfig.HTTPSPort",
        Rule::Number,
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const NAMESPACE: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("kind", "", "", Rule::Id),
    two("vpc", "=", "Vpc", VPC_REF),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const DISCOVERED: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two(
        "namespace",
        "dns_config.namespace_id | namespace_id",
        "DnsConfig.NamespaceId | NamespaceId",
        Rule::Ref(&["servicediscovery.namespace"]),
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The source types of namespaces, and what each kind is called.
const NAMESPACES: &[(&str, &str)] = &[
    ("aws_service_discovery_private_dns_namespace", "private-dns"),
    ("aws_service_discovery_public_dns_namespace", "public-dns"),
    ("aws_service_discovery_http_namespace", "http"),
    ("AWS::ServiceDiscovery::PrivateDnsNamespace", "private-dns"),
    ("AWS::ServiceDiscovery::PublicDnsNamespace", "public-dns"),
    ("AWS::ServiceDiscovery::HttpNamespace", "http"),
];

/// Which kind of namespace it is stands in its type.
fn namespace(walk: &mut Walk<'_>, entries: &mut Entries) {
    let kind = NAMESPACES.iter().find(|(ty, _)| *ty == walk.resource.source_type);
    if let Some((_, kind)) = kind {
        let value = Value::string(*kind, walk.resource.place.span);
        entries.insert(Arc::from("kind"), Entry { key: None, value });
    }
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "cloudfront.distribution",
        &["aws_cloudfront_distribution", "AWS::CloudFront::Distribution"],
        "",
        DISTRIBUTION,
    ),
    Table::new(
        "cloudfront.vpc_origin",
        &["aws_cloudfront_vpc_origin", "AWS::CloudFront::VpcOrigin"],
        "",
        VPC_ORIGIN,
    ),
    Table::new(
        "servicediscovery.namespace",
        &[
            "aws_service_discovery_private_dns_namespace",
            "aws_service_discovery_public_dns_namespace",
            "aws_service_discovery_http_namespace",
            "AWS::ServiceDiscovery::PrivateDnsNamespace",
            "AWS::ServiceDiscovery::PublicDnsNamespace",
            "AWS::ServiceDiscovery::HttpNamespace",
        ],
        "name",
        NAMESPACE,
    )
    .finish(namespace),
    Table::new(
        "servicediscovery.service",
        &["aws_service_discovery_service", "AWS::ServiceDiscovery::Service"],
        "name",
        DISCOVERED,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, alike};
    use serde_json::json;

    #[test]
    fn a_distribution_reads_alike() {
        let values = alike(
            "cloudfront.distribution",
            (
                "aws_cloudfront_distribution",
                json!({"enabled": true, "aliases": ["WWW.example.com"],
                    "origin": [{"origin_id": "alb", "domain_name": "alb.example.com", "custom_origin_config": [{"origin_protocol_policy": "http-only", "http_port": 80, "https_port": 443, "origin_ssl_protocols": ["TLSv1.2"]}]},
                        {"origin_id": "files", "domain_name": "b.s3.amazonaws.com", "origin_access_control_id": "oac", "custom_origin_config": []}],
                    "default_cache_behavior": [{"target_origin_id": "alb", "viewer_protocol_policy": "allow-all"}],
                    "ordered_cache_behavior": [{"path_pattern": "/files/*", "target_origin_id": "files", "viewer_protocol_policy": "redirect-to-https"}],
                    "viewer_certificate": [{"minimum_protocol_version": "TLSv1"}], "logging_config": [{"bucket": "logs.s3.amazonaws.com"}], "web_acl_id": "acl"}),
            ),
            (
                "AWS::CloudFront::Distribution",
                json!({"DistributionConfig": {"Enabled": "true", "Aliases": ["WWW.example.com"],
                    "Origins": [{"Id": "alb", "DomainName": "alb.example.com", "CustomOriginConfig": {"OriginProtocolPolicy": "http-only", "HTTPPort": 80, "HTTPSPort": "443", "OriginSSLProtocols": ["TLSv1.2"]}},
                        {"Id": "files", "DomainName": "b.s3.amazonaws.com", "OriginAccessControlId": "oac"}],
                    "DefaultCacheBehavior": {"TargetOriginId": "alb", "ViewerProtocolPolicy": "allow-all"},
                    "CacheBehaviors": [{"PathPattern": "/files/*", "TargetOriginId": "files", "ViewerProtocolPolicy": "redirect-to-https"}],
                    "ViewerCertificate": {"MinimumProtocolVersion": "TLSv1"}, "Logging": {"Bucket": "logs.s3.amazonaws.com"}, "WebACLId": "acl"}}),
            ),
        );
        assert_eq!(values["origins"][0]["http_port"], 80);
        assert_eq!(values["aliases"], json!(["www.example.com"]));
        alike(
            "cloudfront.vpc_origin",
            (
                "aws_cloudfront_vpc_origin",
                json!({"vpc_origin_endpoint_config": [{"arn": "a", "http_port": 80, "https_port": 443, "origin_protocol_policy": "https-only"}]}),
            ),
            (
                "AWS::CloudFront::VpcOrigin",
                json!({"VpcOriginEndpointConfig": {"Arn": "a", "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}),
            ),
        );
    }

    #[test]
    fn services_are_found_by_their_namespace() {
        let own = |address: &str, attribute: &str| json!({"$ref": [address, attribute]});
        let mut fixture = Fixture::new("x");
        fixture.add(
            "aws_service_discovery_private_dns_namespace",
            "n",
            &json!({"name": "shop.internal", "vpc": "vpc-1"}),
        );
        fixture.add("aws_service_discovery_service", "s", &json!({"name": "orders", "dns_config": [{"namespace_id": own("aws_service_discovery_private_dns_namespace.n", "id")}]}));
        fixture.add("aws_ecs_service", "e", &json!({"name": "orders", "service_registries": [{"registry_arn": own("aws_service_discovery_service.s", "arn"), "port": 8080}],
            "service_connect_configuration": [{"enabled": true, "namespace": "shop.internal", "service": [{"port_name": "http", "client_alias": [{"dns_name": "Orders", "port": 80}]}]}],
            "load_balancer": [{"target_group_arn": "blue", "advanced_configuration": [{"alternate_target_group_arn": "green", "production_listener_rule": "rule", "role_arn": "r"}]}]}));
        fixture.add(
            "AWS::ServiceDiscovery::PrivateDnsNamespace",
            "N",
            &json!({"Name": "shop.local", "Vpc": "vpc-1"}),
        );
        fixture.add(
            "AWS::ServiceDiscovery::Service",
            "S",
            &json!({"Name": "orders", "DnsConfig": {"NamespaceId": own("N", "Id")}}),
        );
        fixture.add("AWS::ECS::Service", "E", &json!({"ServiceName": "orders", "ServiceRegistries": [{"RegistryArn": own("S", "Arn"), "Port": 8080}],
            "ServiceConnectConfiguration": {"Enabled": true, "Namespace": "shop.local", "Services": [{"PortName": "http", "ClientAliases": [{"DnsName": "Orders", "Port": 80}]}]},
            "LoadBalancers": [{"TargetGroupArn": "blue", "AdvancedConfiguration": {"AlternateTargetGroupArn": "green", "ProductionListenerRule": "rule", "RoleArn": "r"}}]}));
        let found = fixture.printed()["resources"].clone();
        for (namespace, service, ecs) in [
            (
                "aws_service_discovery_private_dns_namespace.n",
                "aws_service_discovery_service.s",
                "aws_ecs_service.e",
            ),
            ("N", "S", "E"),
        ] {
            assert_eq!(found[namespace]["values"]["kind"], "private-dns");
            assert_eq!(found[namespace]["values"]["vpc"], "vpc-1");
            assert_eq!(found[service]["refs"]["/namespace"][0]["to"], namespace);
            let (values, refs) = (&found[ecs]["values"], &found[ecs]["refs"]);
            assert_eq!(refs["/service_registries/0/registry_arn"][0]["to"], service);
            assert_eq!(refs["/service_connect_configuration/namespace"][0]["to"], namespace);
            assert_eq!(values["service_registries"][0]["port"], 8080);
            assert_eq!(
                values["service_connect_configuration"]["services"][0]["client_aliases"],
                json!([{"dns_name": "orders", "port": 80}])
            );
            assert_eq!(
                values["load_balancers"][0]["advanced_configuration"],
                json!({"alternate_target_group_arn": "green", "production_listener_rule": "rule", "role_arn": "r"})
            );
        }
    }

    #[test]
    fn a_cluster_has_a_namespace_for_its_services() {
        let values = alike(
            "ecs.cluster",
            (
                "aws_ecs_cluster",
                json!({"name": "c", "service_connect_defaults": [{"namespace": "arn:aws:servicediscovery:eu-west-1:1:namespace/ns-1"}]}),
            ),
            (
                "AWS::ECS::Cluster",
                json!({"ClusterName": "c", "ServiceConnectDefaults": {"Namespace": "arn:aws:servicediscovery:eu-west-1:1:namespace/ns-1"}}),
            ),
        );
        assert_eq!(
            values["service_connect_defaults"].as_object().map(serde_json::Map::len),
            Some(1)
        );
    }
}
