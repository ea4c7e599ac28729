//! Load balancers, their listeners and target groups.

use super::references::{GROUPS, SUBNET, SUBNETS, VPC_REF};
use crate::normalize::map::index::Index;
use crate::normalize::map::remade::{same_place, without};
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::normalize::read::tls;
use crate::unit::{Resource, ResourceKind};
use crate::value::{Data, Either, Entry, List, Map, MapKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

const ACCESS_LOGS: &[Field] = &[
    two("enabled", "=", "Enabled", Rule::Bool).good("true"),
    two("bucket", "=", "S3BucketName", Rule::Ref(&["s3.bucket"])),
    two("prefix", "=", "S3BucketPrefix", Rule::Id),
];
const SUBNET_MAPPINGS: &[Field] = &[
    two("subnet", "subnet_id", "SubnetId", SUBNET),
    two("allocation_id", "=", "AllocationId", Rule::Id),
];
const LOAD_BALANCER: &[Field] = &[
    two("name", "=", "Name | LoadBalancerName", Rule::Id),
    two("load_balancer_type", "=", "Type", Rule::Lower).good("\"application\""),
    two("internal", "=", "Scheme", Rule::Word("internal", "internet-facing")).good("true"),
    two("access_logs", "=", "AccessLoggingPolicy", Rule::Object(ACCESS_LOGS)).good("{\"enabled\": true, \"bucket\": \"logs\"}"),
    two("attributes", "", "LoadBalancerAttributes", Rule::FreeMap)
        .good("{\"deletion_protection.enabled\": \"true\", \"routing.http.desync_mitigation_mode\": \"defensive\", \"routing.http.drop_invalid_header_fields.enabled\": \"true\"}"),
    two("security_groups", "=", "SecurityGroups", GROUPS),
    two("subnets", "=", "Subnets", SUBNETS),
    two("subnet_mappings", "subnet_mapping", "SubnetMappings", Rule::Objects(SUBNET_MAPPINGS)).unread(),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// Terraform's arguments that are load balancer attributes in the API.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("enable_deletion_protection", "deletion_protection.enabled"),
    ("drop_invalid_header_fields", "routing.http.drop_invalid_header_fields.enabled"),
    ("desync_mitigation_mode", "routing.http.desync_mitigation_mode"),
];

/// Attributes as the API names them, in both directions.
fn load_balancer(walk: &mut Walk<'_>, entries: &mut Entries) {
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
const TARGET_GROUP_REF: Rule = Rule::Ref(&["elb.target_group"]);
const FORWARDS: &[Field] = &[
    two("target_group_arn", "arn", "TargetGroupArn", TARGET_GROUP_REF),
    two("weight", "=", "Weight", Rule::Number),
];
const ACTIONS: &[Field] = &[
    two("type", "=", "Type", Rule::Lower).good("\"redirect\""),
    two("redirect", "=", "RedirectConfig", Rule::Object(REDIRECT))
        .good("{\"protocol\": \"HTTPS\"}"),
    two("target_group_arn", "=", "TargetGroupArn", TARGET_GROUP_REF),
    // Of an action with several target groups, each with its weight.
    two(
        "target_groups",
        "forward.target_group",
        "ForwardConfig.TargetGroups",
        Rule::Objects(FORWARDS),
    )
    .unread(),
];
const LISTENER: &[Field] = &[
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
const TARGETS: &[Field] = &[
    two(
        "id",
        "target_id",
        "Id",
        Rule::Ref(&["ec2.instance", "elb.load_balancer", "lambda.function"]),
    ),
    two("port", "=", "Port", Rule::Number),
    two("availability_zone", "=", "AvailabilityZone", Rule::Id),
];
const TARGET_GROUP: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("protocol", "=", "Protocol", Rule::Upper).good("\"HTTPS\""),
    two("port", "=", "Port", Rule::Number).good("443"),
    two("target_type", "=", "TargetType", Rule::Lower),
    two("protocol_version", "=", "ProtocolVersion", Rule::Upper),
    two("vpc", "vpc_id", "VpcId", VPC_REF),
    two(
        "targets",
        "aws_lb_target_group_attachment: | aws_alb_target_group_attachment:",
        "Targets",
        Rule::Objects(TARGETS),
    ),
    // CloudFormation says it at the scaling group.
    two(
        "autoscaling_groups",
        "aws_autoscaling_attachment:autoscaling_group_name",
        "",
        Rule::Many(&Rule::Id),
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// An attachment says nothing of the group it is of.
fn target_group(_: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(targets) = entries.get_mut("targets") {
        targets.value = without(&targets.value, &["target_group_arn"]);
    }
}

const CONDITIONS: &[Field] = &[
    two("host_header", "host_header.values", "HostHeaderConfig.Values", Rule::Many(&Rule::Text)),
    two("path_pattern", "path_pattern.values", "PathPatternConfig.Values", Rule::Many(&Rule::Text)),
    two("source_ip", "source_ip.values", "SourceIpConfig.Values", Rule::Many(&Rule::Text)),
    two(
        "http_request_method",
        "http_request_method.values",
        "HttpRequestMethodConfig.Values",
        Rule::Many(&Rule::Upper),
    ),
    // The older spelling of all of them.
    two("field", "=", "Field", Rule::Lower),
    two("values", "=", "Values", Rule::Many(&Rule::Text)),
];
const LISTENER_RULE: &[Field] = &[
    two("listener", "listener_arn", "ListenerArn", Rule::Ref(&["elb.listener"])),
    two("priority", "=", "Priority", Rule::Number),
    two("actions", "action", "Actions", Rule::Objects(ACTIONS)).unread(),
    two("conditions", "condition", "Conditions", Rule::Objects(CONDITIONS)).unread(),
    two("tags", "=", "", Rule::FreeMap),
];

/// The conditions of a rule that say what they compare by a word: `{field: host-header, values}`.
const FIELDS: &[(&str, &str)] = &[
    ("host-header", "host_header"),
    ("path-pattern", "path_pattern"),
    ("source-ip", "source_ip"),
    ("http-request-method", "http_request_method"),
];

/// A condition as the newer spelling has it, in every arm.
fn condition(value: &Value) -> Value {
    let data = match &value.data {
        Data::List(list) => {
            let items = list.items.iter().map(condition).collect();
            Data::List(Arc::new(List { kind: list.kind, items }))
        }
        Data::Either(either) => Data::Either(Arc::new(Either {
            condition: either.condition.clone(),
            then: condition(&either.then),
            otherwise: condition(&either.otherwise),
        })),
        Data::Map(map) => {
            let word = map.entries.get("field").and_then(|entry| entry.value.as_str());
            let name = FIELDS.iter().find(|(field, _)| Some(*field) == word).map(|(_, name)| name);
            let Some(name) = name else { return value.clone() };
            let mut entries = map.entries.clone();
            entries.shift_remove("field");
            if let Some(values) = entries.shift_remove("values") {
                entries.entry(Arc::from(*name)).or_insert(values);
            }
            Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }))
        }
        _ => return value.clone(),
    };
    same_place(value, data)
}

fn listener_rule(_: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(conditions) = entries.get_mut("conditions") {
        conditions.value = condition(&conditions.value);
    }
}

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
            modelled: balancer.modelled.clone(),
        });
    }
    listeners
}

/// The tables of load balancers.
pub const TABLES: &[Table] = &[
    Table::new(
        "elb.load_balancer",
        &[
            "aws_lb",
            "aws_alb",
            "aws_elb",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::ElasticLoadBalancing::LoadBalancer",
        ],
        "name",
        LOAD_BALANCER,
    )
    .satellites(&[
        satellite("aws_lb_ssl_negotiation_policy", "load_balancer"),
        satellite("aws_load_balancer_listener_policy", "load_balancer_name"),
    ])
    .finish(load_balancer),
    Table::new(
        "elb.listener",
        &["aws_lb_listener", "aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener"],
        "",
        LISTENER,
    )
    .satellites(&[
        satellite("aws_lb_listener_rule", "listener_arn"),
        satellite("aws_alb_listener_rule", "listener_arn"),
        satellite("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn"),
    ])
    .finish(tls::listener),
    Table::new(
        "elb.target_group",
        &[
            "aws_lb_target_group",
            "aws_alb_target_group",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
        ],
        "name",
        TARGET_GROUP,
    )
    .satellites(&[
        satellite("aws_lb_target_group_attachment", "target_group_arn"),
        satellite("aws_alb_target_group_attachment", "target_group_arn"),
        satellite("aws_autoscaling_attachment", "lb_target_group_arn"),
    ])
    .finish(target_group),
    Table::new(
        "elb.listener_rule",
        &[
            "aws_lb_listener_rule",
            "aws_alb_listener_rule",
            "AWS::ElasticLoadBalancingV2::ListenerRule",
        ],
        "",
        LISTENER_RULE,
    )
    .finish(listener_rule),
];
