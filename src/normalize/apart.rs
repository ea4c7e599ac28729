//! What belongs to a resource that is not in the unit: an attachment to a role of another stack, a
//! policy of a repository that a variable names.
//!
//! It is judged where it stands, as the one thing that is known of its owner; `owner` says how it
//! names that. Nothing else is known: what
//! the owner has and lacks besides is decided elsewhere, so it has the quiet value in every world
//! (see [`crate::policy`]).

use super::map::index::{Index, dialect_of};
use super::map::lookup::lookup;
use super::map::schema::{Dialect, Field};
use super::map::table::Table;
use super::map::walk::Walk;
use super::read::READERS;
use super::tables;
use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Resource, ResourceKind};
use crate::value::{Cause, Data, Entry, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// A satellite without its owner as what it says of it. `None`: it is no such satellite, or says
/// nothing that can be judged.
pub fn read(
    tree: &Tree,
    index: &Index<'_>,
    satellite: &Resource,
    dialect: Dialect,
) -> Option<(&'static Table, Value, Vec<Problem>)> {
    let shape = index.lone(&satellite.address)?;
    let table = tables::table(shape.ty)?;
    let own = tables::INLINE_POLICIES.contains(&satellite.source_type.as_str())
        || tables::standalone(&satellite.source_type).is_some()
        || tables::table_of_source(&satellite.source_type).is_some();
    if own || satellite.kind != ResourceKind::Managed {
        return None;
    }
    let owner = Resource {
        source_type: (*shape.sources.iter().find(|ty| dialect_of(ty) == dialect)?).to_owned(),
        values: Value::map(IndexMap::new(), satellite.place.span),
        lifecycle: Value::map(IndexMap::new(), satellite.place.span),
        ..satellite.clone()
    };
    let mut walk = Walk::new(tree, index, &READERS, &owner, dialect);
    let mut values = walk.resource(shape.fields);
    let Data::Map(map) = &mut values.data else { return None };
    let entries = &mut Arc::make_mut(map).entries;
    if let Some(finish) = table.finish {
        finish(&mut walk, entries);
    }
    let said = |field: &Field| {
        field.spellings(dialect).any(|spelling| {
            spelling.rsplit_once(':').is_some_and(|(ty, _)| ty == satellite.source_type)
        })
    };
    let told: Vec<&str> =
        shape.fields.iter().filter(|field| said(field)).map(|field| field.name).collect();
    entries.retain(|name, _| told.contains(&&**name) || &**name == "policies");
    if shape.ty.starts_with("iam.") {
        entries.get("policies").filter(|policies| is_readable(&policies.value))?;
    }
    if shape.ty == "iam.role" {
        let elsewhere = format!("the role of {} is not in this code", satellite.address);
        let value = Value::unknown(Cause::outside(elsewhere), satellite.place.span);
        entries.insert(Arc::from("passed_to_tasks"), Entry { key: None, value });
    }
    if entries.is_empty() {
        return None;
    }
    let links = shape.satellites.iter().filter(|link| link.source_type == satellite.source_type);
    let named = links
        .filter_map(|link| lookup(&satellite.values, link.link, dialect))
        .find(|found| !found.value.is_null());
    if let Some(named) = named {
        entries.insert(Arc::from("owner"), Entry { key: named.key, value: named.value });
    }
    Some((table, values, walk.problems))
}

/// Whether the statements of any policy are known: of one that is elsewhere, as its principal is,
/// nothing is.
fn is_readable(policies: &Value) -> bool {
    policies.items().is_some_and(|items| {
        items.iter().any(|policy| match &policy.data {
            Data::Either(either) => {
                [&either.then, &either.otherwise].into_iter().any(statements_known)
            }
            _ => statements_known(policy),
        })
    })
}

fn statements_known(policy: &Value) -> bool {
    policy.get("statements").is_some_and(|statements| statements.as_unknown().is_none())
}
