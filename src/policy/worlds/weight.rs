//! How much there is of a world.

use crate::document::Node;
use crate::source::Span;
use indexmap::IndexMap;
use serde_json::Value;

/// The block whose resources have the most of something, by the first of them.
pub(crate) fn heaviest<'n>(nodes: impl Iterator<Item = (&'n Node, usize)>) -> Option<&'n Node> {
    let mut blocks: IndexMap<(Option<Span>, &str), (&Node, usize)> = IndexMap::new();
    for (node, weight) in nodes {
        let block = (node.place.span, if node.place.span.is_none() { &*node.id } else { "" });
        blocks.entry(block).or_insert((node, 0)).1 += weight;
    }
    // Of equal ones the first.
    let heavier = |one: &(&'n Node, usize), other: &(&'n Node, usize)| one.1.cmp(&other.1);
    blocks.into_values().rev().max_by(heavier).map(|(node, _)| node)
}

/// Bytes that a JSON value takes in memory, about.
pub(super) fn weight(json: &Value) -> usize {
    /// Of a value itself, in the engine and beside it.
    const OWN: usize = 64;
    match json {
        Value::String(text) => OWN + text.len(),
        Value::Array(items) => OWN + items.iter().map(weight).sum::<usize>(),
        Value::Object(map) => {
            OWN + map.iter().map(|(key, value)| OWN + key.len() + weight(value)).sum::<usize>()
        }
        _ => OWN,
    }
}
