//! Load balancers, their listeners and target groups.

use super::references::{GROUP, TEXTS, VPC_REF};
use crate::normalize::map::index::Index;
use crate::normalize::map::remade::same_place;
use crate::normalize::map::schema::{Entries, Field, Rule, two};
use crate::normalize::map::walk::Walk;
use crate::normalize::read::tls;
use crate::unit::{Resource, ResourceKind};
use crate::value::{Data, Entry, Map, MapKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

const ACCESS_LOGS: &[Field] = &[
    two("enabled", "=", "Enabled", Rule::Bool).good("true"),
    two("bucket", "=", "S3BucketName", Rule::Ref(&["s3.bucket"])),
    two("prefix", "=", "S3BucketPrefix", Rule::Id),
];
pub(super) const LOAD_BALANCER: &[Field] = &[
    two("name", "=", "Name | LoadBalancerName", Rule::Id),
    two("load_balancer_type", "=", "Type", Rule::Lower).good("\"application\""),
    two("internal", "=", "Scheme", Rule::Word("internal", "internet-facing")).good("true"),
    two("access_logs", "=", "AccessLoggingPolicy", Rule::Object(ACCESS_LOGS)).good("{\"enabled\": true, \"bucket\": \"logs\"}"),
    two("attributes", "", "LoadBalancerAttributes", Rule::FreeMap)
        .good("{\"routing.http.desync_mitigation_mode\": \"defensive\", \"routing.http.drop_invalid_header_fields.enabled\": \"true\"}"),
    two("security_groups", "=", "SecurityGroups", Rule::List(&GROUP)),
    two("subnets", "=", "Subnets", TEXTS),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// Terraform's arguments that are load balancer attributes in the API.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("enable_deletion_protection", "deletion_protection.enabled"),
    ("drop_invalid_header_fields", "routing.http.drop_invalid_header_fields.enabled"),
    ("desync_mitigation_mode", "routing.http.desync_mitigation_mode"),
];

/// Attributes as the API names them, in both directions.
pub(super) fn load_balancer(walk: &mut Walk<'_>, entries: &mut Entries) {
    let source = walk.resource.source_type.as_str();
    if matches!(source, "aws_elb" | "AWS::ElasticLoadBalancing::LoadBalancer") {
        let value = Value::string("classic", walk.resource.place.span);
        entries.insert(Arc::from("load_balancer_type"), Entry { key: None, value });
        // A classic load balancer's block turns its logs on (AWS provider documentation, aws_elb,
        // access_logs.enabled).
        if let Some(entry) = entries.get_mut("access_logs")
            && let Data::Map(map) = &entry.value.data
            && !map.entries.contains_key("enabled")
            && source == "aws_elb"
        {
            let mut own = (**map).clone();
            own.entries.insert(
                Arc::from("enabled"),
                Entry { key: None, value: Value::bool(true, entry.value.place.span) },
            );
            entry.value.data = Data::Map(Arc::new(own));
        }
        return;
    }
    if source == "AWS::ElasticLoadBalancingV2::LoadBalancer" {
        logs_of_attributes(walk, entries);
        return;
    }
    let mut attributes = IndexMap::new();
    for (argument, name) in ATTRIBUTES {
        if let Some(entry) = entries.get(*argument) {
            let value = walk.apply(Rule::Text, &entry.value, walk.dialect, "attributes");
            attributes.insert(Arc::from(*name), Entry { key: entry.key, value });
        }
    }
    if !attributes.is_empty() {
        entries.insert(
            Arc::from("attributes"),
            Entry { key: None, value: Value::map(attributes, walk.resource.place.span) },
        );
    }
}

/// CloudFormation gives access logs as attributes; where one's key is not known they are not known
/// either.
fn logs_of_attributes(walk: &mut Walk<'_>, entries: &mut Entries) {
    let Some(attributes) = entries.get("attributes").cloned() else { return };
    if attributes.value.as_unknown().is_some() {
        entries.insert(Arc::from("access_logs"), attributes);
        return;
    }
    let Data::Map(map) = &attributes.value.data else { return };
    let mut logs = IndexMap::new();
    for (name, key, rule) in [
        ("enabled", "access_logs.s3.enabled", Rule::Bool),
        ("bucket", "access_logs.s3.bucket", Rule::Ref(&["s3.bucket"])),
        ("prefix", "access_logs.s3.prefix", Rule::Id),
    ] {
        let value = match (map.entries.get(key), &map.rest) {
            (Some(entry), _) => walk.apply(rule, &entry.value, walk.dialect, "access_logs"),
            (None, Some(reason)) => Value::unknown(reason.clone(), attributes.value.place.span),
            (None, None) => continue,
        };
        if !value.is_null() {
            logs.insert(
                Arc::from(name),
                Entry { key: map.entries.get(key).and_then(|entry| entry.key), value },
            );
        }
    }
    if !logs.is_empty() {
        entries.insert(
            Arc::from("access_logs"),
            Entry { key: attributes.key, value: Value::map(logs, attributes.value.place.span) },
        );
    }
}

const REDIRECT: &[Field] = &[
    two("protocol", "=", "Protocol", Rule::Upper).good("\"HTTPS\""),
    two("port", "=", "Port", Rule::Id),
    two("status_code", "=", "StatusCode", Rule::Upper),
];
const ACTIONS: &[Field] = &[
    two("type", "=", "Type", Rule::Lower).good("\"redirect\""),
    two("redirect", "=", "RedirectConfig", Rule::Object(REDIRECT))
        .good("{\"protocol\": \"HTTPS\"}"),
    two("target_group_arn", "=", "TargetGroupArn", Rule::Ref(&["elb.target_group"])),
];
pub(super) const LISTENER: &[Field] = &[
    two("load_balancer", "load_balancer_arn", "LoadBalancerArn", Rule::Ref(&["elb.load_balancer"])),
    two("protocol", "=", "Protocol", Rule::Upper).good("\"HTTPS\""),
    two("port", "=", "Port", Rule::Number).good("443"),
    two("ssl_policy", "=", "SslPolicy", Rule::Id).good("\"ELBSecurityPolicy-TLS13-1-2-2021-06\""),
    two("minimum_tls", "", "", Rule::Id).good("\"1.2\""),
    two("default_actions", "default_action", "DefaultActions", Rule::Objects(ACTIONS))
        .good("[{\"type\": \"redirect\", \"redirect\": {\"protocol\": \"HTTPS\"}}]")
        .item("{\"type\": \"redirect\", \"redirect\": {\"protocol\": \"HTTPS\"}}"),
    two(
        "rule_actions",
        "aws_lb_listener_rule:action | aws_alb_listener_rule:action",
        "AWS::ElasticLoadBalancingV2::ListenerRule:Actions",
        Rule::Objects(ACTIONS),
    ),
    two(
        "certificates",
        "certificate_arn",
        "Certificates",
        Rule::Many(&Rule::Pluck("CertificateArn")),
    ),
];
pub(super) const TARGET_GROUP: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("protocol", "=", "Protocol", Rule::Upper).good("\"HTTPS\""),
    two("port", "=", "Port", Rule::Number).good("443"),
    two("target_type", "=", "TargetType", Rule::Lower),
    two("vpc", "vpc_id", "VpcId", VPC_REF),
];

/// The listeners that a classic load balancer holds, as resources of their own:
/// `<address>/listener/<number>`.
#[must_use]
pub fn classic_listeners(index: &Index<'_>, balancer: &Resource) -> Vec<Resource> {
    let (key, names) = match balancer.source_type.as_str() {
        "aws_elb" => (
            "listener",
            [
                ("lb_protocol", "protocol"),
                ("lb_port", "port"),
                ("ssl_certificate_id", "certificate_arn"),
            ],
        ),
        "AWS::ElasticLoadBalancing::LoadBalancer" => (
            "Listeners",
            [
                ("Protocol", "protocol"),
                ("LoadBalancerPort", "port"),
                ("SSLCertificateId", "certificate_arn"),
            ],
        ),
        _ => return Vec::new(),
    };
    let Some(items) = balancer.values.get(key).and_then(Value::items) else { return Vec::new() };
    let mut listeners = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let Some(given) = item.entries() else { continue };
        let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
        for (theirs, ours) in names {
            if let Some(entry) = given.get(theirs) {
                entries.insert(Arc::from(ours), entry.clone());
            }
        }
        if let Some(policy) = tls::classic_policy(index, balancer, item) {
            entries.insert(Arc::from("ssl_policy"), Entry { key: None, value: policy });
        }
        // As an `aws_lb_listener` would name its load balancer: its table reads both kinds.
        let owner = Value::reference(balancer.address.as_str(), "arn", item.place.span);
        entries.insert(Arc::from("load_balancer_arn"), Entry { key: None, value: owner });
        let mut place = item.place.clone();
        place.span = place.span.or(balancer.place.span);
        listeners.push(Resource {
            address: format!("{}/listener/{number}", balancer.address),
            kind: ResourceKind::Managed,
            source_type: "aws_lb_listener".to_owned(),
            name: balancer.name.clone(),
            values: same_place(
                item,
                Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None })),
            ),
            place,
            presence: balancer.presence.clone(),
            lifecycle: balancer.lifecycle.clone(),
            display: balancer.display.clone(),
        });
    }
    listeners
}
