//! The tables: one file per family of resource types.

pub mod api;
pub mod compute;
pub mod data;
pub mod ecr;
pub mod ecs;
pub mod iam;
pub mod language;
pub mod network;
pub mod observability;
pub mod s3;
pub mod service;

use super::map::schema::{Field, Rule, Table, field};
use super::{Attribute, AttributeType};

/// All tables.
pub const TABLES: &[&[Table]] = &[
    ecs::TABLES,
    ecr::TABLES,
    iam::TABLES,
    s3::TABLES,
    network::TABLES,
    compute::TABLES,
    observability::TABLES,
    data::TABLES,
    api::TABLES,
    language::TABLES,
];

/// The table of a canonical type.
#[must_use]
pub fn table(ty: &str) -> Option<&'static Table> {
    TABLES.iter().flat_map(|family| family.iter()).find(|table| table.ty == ty)
}

/// The table that a source type is mapped by.
#[must_use]
pub fn table_of_source(source_type: &str) -> Option<&'static Table> {
    TABLES
        .iter()
        .flat_map(|family| family.iter())
        .find(|table| table.sources.contains(&source_type))
}

/// The row of a canonical type's attribute; list items are spelled `[]`.
#[must_use]
pub fn attribute(ty: &str, pattern: &str) -> Option<Attribute> {
    let mut fields = table(ty)?.fields;
    let mut segments = pattern.split('.').peekable();
    while let Some(segment) = segments.next() {
        let (name, item) = segment.strip_suffix("[]").map_or((segment, false), |name| (name, true));
        let field = fields.iter().find(|field| field.name == name)?;
        if segments.peek().is_none() {
            return if item { item_attribute(field) } else { Some(field.attribute()) };
        }
        if matches!(field.rule, Rule::FreeMap) {
            return Some(Attribute { ty: AttributeType::String, good: None });
        }
        fields = field.children();
    }
    None
}

/// The row of a list's item.
fn item_attribute(list: &Field) -> Option<Attribute> {
    let ty = match list.rule {
        Rule::List(rule) | Rule::Many(rule) => field("", "", "", "", *rule).ty(),
        Rule::Objects(_)
        | Rule::Pairs(_)
        | Rule::Environment(_)
        | Rule::Containers(_)
        | Rule::Statements => AttributeType::Object,
        _ => return None,
    };
    Some(Attribute { ty, good: list.item })
}
