//! The tables: one file per family of resource types.

pub mod api;
pub mod compute;
pub mod data;
pub mod databases;
pub mod ecr;
pub mod ecs;
pub mod edge;
pub mod functions;
pub mod iam;
pub mod language;
pub mod network;
pub mod observability;
pub mod s3;
pub mod service;
pub mod stores;
pub mod streams;
pub mod subnet_groups;

use super::map::schema::Shapes;
use super::map::table::Table;
use std::collections::HashMap;
use std::sync::LazyLock;

/// All tables.
pub const TABLES: &[&[Table]] = &[
    ecs::TABLES,
    ecr::TABLES,
    iam::TABLES,
    s3::TABLES,
    network::TABLES,
    network::routing::TABLES,
    network::acl::TABLES,
    network::BALANCERS,
    subnet_groups::TABLES,
    databases::TABLES,
    streams::TABLES,
    functions::TABLES,
    edge::TABLES,
    compute::TABLES,
    observability::TABLES,
    data::TABLES,
    stores::TABLES,
    api::TABLES,
    language::TABLES,
];

/// Canonical types without rows: what derived facts ask for by name. Their attributes are those of
/// the source.
const NAMED: &[(&str, &[&str])] = &[
    ("cloudformation.stack", &["AWS::CloudFormation::Stack", "AWS::Serverless::Application"]),
    (
        "ec2.security_group_rule",
        &[
            "aws_security_group_rule",
            "aws_vpc_security_group_egress_rule",
            "aws_vpc_security_group_ingress_rule",
            "aws_vpc_security_group_vpc_association",
            "AWS::EC2::SecurityGroupEgress",
            "AWS::EC2::SecurityGroupIngress",
            "AWS::EC2::SecurityGroupVpcAssociation",
        ],
    ),
    ("iam.instance_profile", &["aws_iam_instance_profile", "AWS::IAM::InstanceProfile"]),
];

/// The canonical name of a source type that no table maps; most have none.
#[must_use]
pub fn named(source_type: &str) -> Option<&'static str> {
    NAMED.iter().find(|(_, sources)| sources.contains(&source_type)).map(|(name, _)| *name)
}

/// The canonical types of all tables.
pub static SHAPES: LazyLock<Shapes> =
    LazyLock::new(|| Shapes::new(all().map(|table| &table.shape)));

static BY_TYPE: LazyLock<HashMap<&'static str, &'static Table>> =
    LazyLock::new(|| first_of(all().map(|table| (table.shape.ty, table))));

static BY_SOURCE: LazyLock<HashMap<&'static str, &'static Table>> = LazyLock::new(|| {
    first_of(all().flat_map(|table| table.shape.sources.iter().map(move |source| (*source, table))))
});

fn all() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().flat_map(|family| family.iter())
}

fn first_of(
    tables: impl Iterator<Item = (&'static str, &'static Table)>,
) -> HashMap<&'static str, &'static Table> {
    let mut first = HashMap::new();
    for (name, table) in tables {
        first.entry(name).or_insert(table);
    }
    first
}

/// The table of a canonical type.
#[must_use]
pub fn table(ty: &str) -> Option<&'static Table> {
    BY_TYPE.get(ty).copied()
}

/// The table that a source type is mapped by.
#[must_use]
pub fn table_of_source(source_type: &str) -> Option<&'static Table> {
    BY_SOURCE.get(source_type).copied()
}

/// What adds a policy to a principal that it names.
pub const INLINE_POLICIES: &[&str] = &[
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
];

/// What makes a stage where it names one.
pub const DEPLOYMENTS: &[&str] = &["aws_api_gateway_deployment", "AWS::ApiGateway::Deployment"];

/// The source types that are read as a type only where they belong to no resource of the unit.
#[must_use]
pub fn alone(ty: &str) -> Vec<&'static str> {
    let standalone = network::STANDALONE_RULES.iter().chain(compute::STANDALONE_TARGETS);
    let standalone = standalone.filter(|table| table.shape.ty == ty);
    let mut sources: Vec<&str> =
        standalone.flat_map(|table| table.shape.sources.iter().copied()).collect();
    match ty {
        "iam.policy" => sources.extend(INLINE_POLICIES),
        "apigateway.stage" => sources.extend(DEPLOYMENTS),
        _ => sources.extend(s3::apart_sources(ty)),
    }
    sources
}

/// How a resource is judged that would be folded into its owner, were the owner in the unit.
#[must_use]
pub fn standalone(source_type: &str) -> Option<&'static Table> {
    if let Some(table) = s3::apart(source_type) {
        return Some(table);
    }
    let mut tables = network::STANDALONE_RULES.iter().chain(compute::STANDALONE_TARGETS);
    tables.find(|table| table.shape.sources.contains(&source_type))
}
