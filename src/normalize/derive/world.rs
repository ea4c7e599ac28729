//! Reading a world's plain document: attributes, items, edges.

use serde_json::{Map, Value};

/// So many entries are compared sooner than a key is hashed.
const FEW: usize = 12;

/// An entry of an object.
pub fn entry<'v>(entries: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    if entries.len() > FEW {
        return entries.get(key);
    }
    entries.iter().find(|(own, _)| *own == key).map(|(_, value)| value)
}

/// The type of a resource.
pub fn type_of(resource: &Value) -> &str {
    let ty = resource.as_object().and_then(|resource| entry(resource, "type"));
    ty.and_then(Value::as_str).unwrap_or_default()
}

/// The value at a pointer. Its steps are taken as they are where none is escaped: hardly any is, and
/// every edge of every world is looked at.
pub fn at<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.contains('~') {
        return value.pointer(pointer);
    }
    pointer.split('/').skip(1).try_fold(value, |value, step| match value {
        Value::Object(entries) => entry(entries, step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The text at a pointer; empty where there is none.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    at(value, pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The items of the list at a pointer.
pub fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    at(value, pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The ids that a resource's edges lead to, by the pointer they stand at.
pub fn edges(resource: &Value) -> impl Iterator<Item = (&str, &str)> {
    let refs = resource.as_object().and_then(|resource| entry(resource, "refs"));
    let refs = refs.and_then(Value::as_object);
    refs.into_iter().flatten().flat_map(|(pointer, edges)| {
        let edges = edges.as_array().map_or(&[][..], Vec::as_slice);
        edges.iter().map(move |edge| (pointer.as_str(), led_to(edge)))
    })
}

/// Where an edge leads.
fn led_to(edge: &Value) -> &str {
    let to = edge.as_object().and_then(|edge| entry(edge, "to"));
    to.and_then(Value::as_str).unwrap_or_default()
}

/// The first resource of a type that the edges at a pointer lead to.
pub fn target<'v>(
    resources: &'v Map<String, Value>,
    resource: &'v Value,
    pointer: &str,
    ty: &str,
) -> Option<&'v str> {
    edges(resource)
        .filter(|(at, _)| *at == pointer)
        .map(|(_, to)| to)
        .find(|to| resources.get(*to).is_some_and(|found| type_of(found) == ty))
}
