//! What models of registry modules (`src/terraform/registry`) need beyond Terraform's own
//! functions. No configuration of Terraform can name them: a function's namespace there is
//! `provider` or `core`.

use super::collection::merge;
use super::{Call, Function, Kind, Outcome, Param};
use crate::value::{Cause, Data, Entry, Map, Type, Value};
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "model::deepmerge",
        &[Param::new("maps", Kind::Any).null().partial()],
        Kind::Any,
        deepmerge,
    ),
    Function::new("model::listed", &[Param::new("value", Kind::Any).null()], Kind::Any, listed),
    Function::new("model::undecided", &[Param::new("why", Kind::String)], Kind::Any, undecided),
];

/// The items of a list, or the one thing that stands where a list may stand; of null nothing.
fn listed(call: &Call, args: &[Value]) -> Outcome {
    let value = &args[0];
    Ok(match &value.data {
        Data::Null => Value::list(Vec::new(), value.place.span),
        Data::List(_) => value.clone(),
        Data::Unknown(_) => call.unknown(value, Type::Any),
        _ => Value::list(vec![value.clone()], value.place.span),
    })
}

/// What nothing that is written decides; the argument says why.
fn undecided(call: &Call, args: &[Value]) -> Outcome {
    let why = args[0].as_str().unwrap_or_default();
    Ok(Value::unknown(Cause::outside(why), call.span))
}

/// Objects merged level by level: of two objects under one key both sides' entries stay, of
/// anything else the later value (cloudposse/terraform-yaml-config, `modules/deepmerge`, with lists
/// replaced as it does by default).
fn deepmerge(call: &Call, args: &[Value]) -> Outcome {
    let Some(maps) = args[0].items() else { return Ok(call.unknown(&args[0], Type::Any)) };
    let empty = merge(call, &[])?;
    maps.iter().try_fold(empty, |merged, map| deeper(call, &merged, map))
}

fn deeper(call: &Call, earlier: &Value, later: &Value) -> Outcome {
    let mut merged = merge(call, &[earlier.clone(), later.clone()])?;
    let (Data::Map(one), Data::Map(other)) = (&earlier.data, &later.data) else {
        return Ok(merged);
    };
    if let Data::Map(map) = &mut merged.data {
        let mut entries = map.entries.clone();
        for (key, entry) in &other.entries {
            let Some(before) = one.entries.get(key) else { continue };
            if let (Data::Map(_), Data::Map(_)) = (&before.value.data, &entry.value.data) {
                let value = deeper(call, &before.value, &entry.value)?;
                entries.insert(key.clone(), Entry { key: entry.key, value });
            }
        }
        *map = Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() });
    }
    Ok(merged)
}
