//! What an object has beside the attributes that its table reads: lacks that are written, and attributes
//! that no table names.

use super::plain;
use crate::normalize::map::lookup::lookup;
use crate::normalize::map::names::snake_case;
use crate::normalize::map::remade::same_place;
use crate::normalize::map::schema::{Dialect, Field};
use crate::value::{Data, Entry, Map, StepKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Attributes that CloudFormation's `AWS::NoValue` takes out: missing for a policy, and the place
/// that a finding about their lack points at. Terraform's `null` is mostly a default far away from
/// what is judged, and the container says more; what a flag leaves out is decided by the flag.
pub fn absences(
    fields: &'static [Field],
    value: &Value,
    dialect: Dialect,
    entries: &mut IndexMap<Arc<str>, Entry>,
) {
    let is_flagged = |value: &Value| value.place.steps().any(|step| step.kind == StepKind::LeftOut);
    let is_absent = |value: &Value| match dialect {
        Dialect::CloudFormation => value.is_null(),
        _ => {
            (value.is_null() || value.items().is_some_and(<[Value]>::is_empty)) && is_flagged(value)
        }
    };
    for field in fields {
        if entries.contains_key(field.name) {
            continue;
        }
        let spelled =
            field.spellings(dialect).filter(|spelling| *spelling != "." && !spelling.contains(':'));
        let written = spelled
            .filter_map(|spelling| lookup(value, spelling, dialect))
            .find(|found| is_absent(&found.value));
        if let Some(found) = written.filter(|found| found.value.place.span.is_some()) {
            let value = same_place(&found.value, Data::Null);
            entries.insert(Arc::from(field.name), Entry { key: found.key, value });
        }
    }
}

/// Attributes that no table names, kept so that users can write policies for them.
pub fn extras(
    map: &Map,
    fields: &'static [Field],
    dialect: Dialect,
    entries: &mut IndexMap<Arc<str>, Entry>,
) {
    for (key, entry) in &map.entries {
        let used = fields.iter().flat_map(|field| field.spellings(dialect)).any(|spelling| {
            let first = spelling.split('.').next().unwrap_or_default();
            if dialect == Dialect::Terraform {
                first == &**key
            } else {
                first.eq_ignore_ascii_case(key)
            }
        });
        let empty = entry.value.is_null() || entry.value.items().is_some_and(<[Value]>::is_empty);
        if used || empty {
            continue;
        }
        let (name, value) = match dialect {
            Dialect::Terraform => (key.to_string(), entry.value.clone()),
            Dialect::CloudFormation | Dialect::Ecs => {
                (snake_case(key), plain::snake_cased(key, &entry.value))
            }
        };
        // A name that the table keeps for something else in this source must not stand for it.
        if !fields.iter().any(|field| field.name == name) {
            entries.entry(Arc::from(name)).or_insert(Entry { key: entry.key, value });
        }
    }
}
