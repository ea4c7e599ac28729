//! VPCs, endpoints, flow logs, security groups, load balancers.

pub mod acl;
mod balancer;
pub(super) mod references;
pub mod routing;

pub use balancer::{TABLES as BALANCERS, classic_listeners};

use crate::normalize::map::remade::{same_place, unknown_like};
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::template::Template;
use crate::normalize::map::walk::Walk;
use crate::value::{Data, Entry, List, Map, MapKind, Value};
use indexmap::IndexMap;
use references::{GROUP, SUBNET, VPC_REF};
use std::sync::Arc;

const MANY: Rule = Rule::Many(&Rule::Text);

const ENDPOINT: &[Field] = &[
    two("vpc", "vpc_id", "VpcId", VPC_REF).good("\"*\""),
    two("service_name", "=", "ServiceName", Rule::Id),
    two("service", "", "", Rule::Id).good("\"*\""),
    two("vpc_endpoint_type", "=", "VpcEndpointType", Rule::Id).good("\"Interface\""),
    two("policy", "aws_vpc_endpoint_policy:policy | =", "PolicyDocument", Rule::Policy)
        .good("{\"statements\": []}"),
    two("private_dns_enabled", "=", "PrivateDnsEnabled", Rule::Bool).good("true"),
    two(
        "subnets",
        "subnet_ids | aws_vpc_endpoint_subnet_association:subnet_id",
        "SubnetIds",
        Rule::Many(&SUBNET),
    ),
    two(
        "security_groups",
        "security_group_ids | aws_vpc_endpoint_security_group_association:security_group_id",
        "SecurityGroupIds",
        Rule::Many(&GROUP),
    ),
    two(
        "route_tables",
        "route_table_ids | aws_vpc_endpoint_route_table_association:route_table_id",
        "RouteTableIds",
        Rule::Many(&Rule::Ref(&["ec2.route_table"])),
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The data source's arguments that say the service: its short name, else the whole one.
const LOOKED_UP: [&str; 2] = ["service", "service_name"];

/// Puts `service` beside the name: what follows the region (`ecr.dkr` of
/// `com.amazonaws.eu-west-1.ecr.dkr`), known where only the region is not; of a name that is not
/// AWS's own, all of it. A good `service` or `vpc` of `*` stands for whichever is asked for.
fn endpoint(walk: &mut Walk<'_>, entries: &mut Entries) {
    let Some(entry) = entries.get("service_name").cloned() else { return };
    let value = walk.arms(&entry.value, |walk, arm| service(walk, arm));
    entries.insert(Arc::from("service"), Entry { key: entry.key, value });
}

fn service(walk: &mut Walk<'_>, name: &Value) -> Value {
    let looked_up = name
        .references()
        .iter()
        .filter_map(|reference| walk.index.find(&reference.to))
        .filter(|found| found.source_type.ends_with("aws_vpc_endpoint_service"))
        .find_map(|found| LOOKED_UP.iter().find_map(|key| found.values.get(key)));
    if let Some(found) = looked_up {
        return short_service(walk, found);
    }
    short_service(walk, name)
}

fn short_service(walk: &mut Walk<'_>, name: &Value) -> Value {
    let Some(template) = Template::of(name) else { return name.clone() };
    let text = template.text.as_str();
    let region = text.find(AWS_SERVICES).map_or(0, |at| at + AWS_SERVICES.len());
    let from =
        if region == 0 { Some(0) } else { text[region..].find('.').map(|dot| region + dot + 1) };
    match from {
        Some(from) if from < text.len() => template.value(walk.tree, from..text.len()),
        _ => unknown_like(name, name.cause_or("it names no service")),
    }
}

/// How the names of AWS's own endpoint services begin; in China `cn.` stands before it.
const AWS_SERVICES: &str = "com.amazonaws.";

const FLOW_LOG: &[Field] = &[
    two("resource", "vpc_id | subnet_id | eni_id | transit_gateway_id", "ResourceId", VPC_REF),
    two("resource_type", "", "ResourceType", Rule::Id).good("\"VPC\""),
    two("traffic_type", "=", "TrafficType", Rule::Upper).good("\"ALL\""),
    two(
        "log_destination",
        "log_destination | log_group_name",
        "LogDestination | LogGroupName",
        Rule::Ref(&["s3.bucket", "logs.log_group"]),
    ),
    two("log_destination_type", "=", "LogDestinationType", Rule::Lower),
];

/// Terraform says by the attribute used what a flow log watches.
fn flow_log(walk: &mut Walk<'_>, entries: &mut Entries) {
    let attributes = [
        ("vpc_id", "VPC"),
        ("subnet_id", "Subnet"),
        ("eni_id", "NetworkInterface"),
        ("transit_gateway_id", "TransitGateway"),
    ];
    for (attribute, ty) in attributes {
        if let Some(found) = walk
            .resource
            .values
            .entries()
            .and_then(|map| map.get(attribute))
            .filter(|entry| !entry.value.is_null())
        {
            let value = Value::string(ty, found.key.or(found.value.place.span));
            entries.insert(Arc::from("resource_type"), Entry { key: found.key, value });
            return;
        }
    }
}

/// The rows of a rule; what is at its other end is named by the direction in CloudFormation.
const fn rules(groups: &'static str, prefix_list: &'static str) -> [Field; 9] {
    [
        two("protocol", "protocol | ip_protocol", "IpProtocol", Rule::Protocol).good("\"tcp\""),
        two("from_port", "=", "FromPort", Rule::Number).good("443"),
        two("to_port", "=", "ToPort", Rule::Number).good("443"),
        two("cidr_blocks", "cidr_blocks | cidr_ipv4", "CidrIp", MANY),
        two("ipv6_cidr_blocks", "ipv6_cidr_blocks | cidr_ipv6", "CidrIpv6", MANY),
        two(
            "source_security_groups",
            "security_groups | source_security_group_id | referenced_security_group_id",
            groups,
            Rule::Many(&GROUP),
        ),
        two("self", "=", "", Rule::Bool).good("false"),
        two("prefix_list_ids", "prefix_list_ids | prefix_list_id", prefix_list, MANY),
        two("description", "=", "Description", Rule::Id),
    ]
}

const INGRESS_RULES: &[Field] =
    &rules("SourceSecurityGroupId | SourceSecurityGroupName", "SourcePrefixListId");
const EGRESS_RULES: &[Field] = &rules("DestinationSecurityGroupId", "DestinationPrefixListId");
const SECURITY_GROUP: &[Field] = &[
    two("name", "=", "GroupName", Rule::Id),
    two(
        "ingress",
        "ingress | aws_security_group_rule: | aws_vpc_security_group_ingress_rule:",
        "SecurityGroupIngress | AWS::EC2::SecurityGroupIngress:",
        Rule::Objects(INGRESS_RULES),
    ),
    two(
        "egress",
        "egress | aws_security_group_rule: | aws_vpc_security_group_egress_rule:",
        "SecurityGroupEgress | AWS::EC2::SecurityGroupEgress:",
        Rule::Objects(EGRESS_RULES),
    ),
    two("vpc", "vpc_id", "VpcId", VPC_REF),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const INGRESS: Field = two("ingress", ".", ".", Rule::Objects(INGRESS_RULES));
const EGRESS: Field = two("egress", ".", ".", Rule::Objects(EGRESS_RULES));
/// The group that the rule is of.
const OWNER: Field = two("owner", "security_group_id", "GroupId | GroupName", GROUP);

/// Rules of a group that is not in the unit: each is judged as the one rule of a group.
pub const STANDALONE_RULES: &[Table] = &[
    Table::new("ec2.security_group", &["aws_security_group_rule"], "", &[INGRESS, EGRESS, OWNER])
        .finish(lone_rule),
    Table::new(
        "ec2.security_group",
        &["aws_vpc_security_group_ingress_rule", "AWS::EC2::SecurityGroupIngress"],
        "",
        &[INGRESS, OWNER],
    )
    .finish(security_group),
];

/// Its type says which direction it is of.
fn lone_rule(walk: &mut Walk<'_>, entries: &mut Entries) {
    for direction in ["ingress", "egress"] {
        match walk.resource.values.get("type") {
            Some(ty) if ty.as_str().is_some_and(|ty| ty != direction) => {
                drop(entries.shift_remove(direction))
            }
            Some(ty) if ty.as_str().is_none() => {
                if let Some(entry) = entries.get_mut(direction) {
                    entry.value = unknown_like(&entry.value, ty.cause_or("its type is not known"));
                }
            }
            _ => {}
        }
    }
    security_group(walk, entries);
}

/// Rules of one direction each, ports as ranges: protocol `all` is every port whatever is written,
/// ICMP has none (its numbers are types and codes), a missing or negative port of TCP and UDP is
/// every port. A source that is the group itself is `self`.
fn security_group(walk: &mut Walk<'_>, entries: &mut Entries) {
    let address = walk.resource.address.clone();
    for direction in ["ingress", "egress"] {
        let Some(entry) = entries.get_mut(direction) else { continue };
        entry.value = each_rule(&entry.value, direction, &address, 0);
    }
}

fn each_rule(value: &Value, direction: &str, address: &str, depth: usize) -> Value {
    match &value.data {
        Data::List(list) => {
            let items = list
                .items
                .iter()
                .map(|item| each_rule(item, direction, address, depth))
                .filter(|item| !item.is_null())
                .collect();
            same_place(value, Data::List(Arc::new(List { kind: list.kind, items })))
        }
        Data::Either(either) if depth < 64 => {
            let mut arms = (**either).clone();
            arms.then = each_rule(&either.then, direction, address, depth + 1);
            arms.otherwise = each_rule(&either.otherwise, direction, address, depth + 1);
            if arms.then.is_null() && arms.otherwise.is_null() {
                Value::null(None)
            } else {
                same_place(value, Data::Either(Arc::new(arms)))
            }
        }
        Data::Map(map) => match map.entries.get("type").and_then(|entry| entry.value.as_str()) {
            Some(ty) if ty != direction => Value::null(None),
            _ => same_place(value, Data::Map(Arc::new(rule(map, value, address)))),
        },
        _ => value.clone(),
    }
}

fn rule(map: &Map, value: &Value, address: &str) -> Map {
    let mut entries = map.entries.clone();
    for key in ["type", "security_group_id", "group_id"] {
        entries.shift_remove(key);
    }
    let span =
        entries.get("protocol").and_then(|entry| entry.value.place.span).or(value.place.span);
    let put = |entries: &mut IndexMap<Arc<str>, Entry>, key: &str, port: i64| {
        let (place, own) =
            entries.get(key).map_or((None, None), |entry| (entry.value.place.span, entry.key));
        entries.insert(Arc::from(key), Entry { key: own, value: Value::int(port, place.or(span)) });
    };
    let open = |entries: &IndexMap<Arc<str>, Entry>, key: &str| match entries.get(key) {
        None => true,
        Some(entry) => entry
            .value
            .as_number()
            .and_then(crate::value::Number::as_i64)
            .is_some_and(|port| port < 0),
    };
    match entries
        .get("protocol")
        .and_then(|entry| entry.value.as_str())
        .map(str::to_owned)
        .as_deref()
    {
        Some("all") => {
            put(&mut entries, "from_port", 0);
            put(&mut entries, "to_port", 65535);
        }
        Some("icmp" | "icmpv6") => {
            entries.shift_remove("from_port");
            entries.shift_remove("to_port");
        }
        Some("tcp" | "udp") => {
            if open(&entries, "from_port") {
                put(&mut entries, "from_port", 0);
            }
            if open(&entries, "to_port") {
                put(&mut entries, "to_port", 65535);
            }
        }
        _ => {}
    }
    let own = |value: &Value| value.references().iter().any(|reference| &*reference.to == address);
    let from_self = entries
        .get("source_security_groups")
        .and_then(|entry| entry.value.items()?.iter().find(|item| own(item)).cloned());
    if let Some(source) = from_self {
        entries.insert(
            Arc::from("self"),
            Entry { key: None, value: Value::bool(true, source.place.span) },
        );
    }
    Map { kind: MapKind::Object, entries, rest: None }
}

const WEB_ACL: &[Field] = &[
    two(
        "resource",
        "resource_arn",
        "ResourceArn",
        Rule::Ref(&["elb.load_balancer", "apigateway.stage"]),
    )
    .good("\"*\""),
    two("web_acl", "web_acl_arn | web_acl_id", "WebACLArn | WebACLId", Rule::Id),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new("ec2.vpc_endpoint", &["aws_vpc_endpoint", "AWS::EC2::VPCEndpoint"], "", ENDPOINT)
        .satellites(&[
            satellite("aws_vpc_endpoint_policy", "vpc_endpoint_id"),
            satellite("aws_vpc_endpoint_subnet_association", "vpc_endpoint_id"),
            satellite("aws_vpc_endpoint_security_group_association", "vpc_endpoint_id"),
            satellite("aws_vpc_endpoint_route_table_association", "vpc_endpoint_id"),
        ])
        .finish(endpoint),
    Table::new("ec2.flow_log", &["aws_flow_log", "AWS::EC2::FlowLog"], "", FLOW_LOG)
        .finish(flow_log),
    Table::new(
        "ec2.security_group",
        &["aws_security_group", "aws_default_security_group", "AWS::EC2::SecurityGroup"],
        "name",
        SECURITY_GROUP,
    )
    .satellites(&[
        satellite("aws_security_group_rule", "security_group_id"),
        satellite("aws_vpc_security_group_ingress_rule", "security_group_id"),
        satellite("aws_vpc_security_group_egress_rule", "security_group_id"),
        satellite("AWS::EC2::SecurityGroupIngress", "GroupId"),
        satellite("AWS::EC2::SecurityGroupIngress", "GroupName"),
        satellite("AWS::EC2::SecurityGroupEgress", "GroupId"),
    ])
    .finish(security_group),
    Table::new(
        "wafv2.web_acl_association",
        &[
            "aws_wafv2_web_acl_association",
            "aws_wafregional_web_acl_association",
            "AWS::WAFv2::WebACLAssociation",
            "AWS::WAFRegional::WebACLAssociation",
        ],
        "",
        WEB_ACL,
    ),
];

#[cfg(test)]
mod tests;
