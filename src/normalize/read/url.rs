//! What is known of a string that is a URL: `{scheme, host}`.

use crate::normalize::map::remade::same_place;
use crate::normalize::map::template::{HOLE, Template};
use crate::tree::Tree;
use crate::value::{Data, Entry, Map, MapKind, Unknown, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Puts `url` beside the `value` of an environment entry, where that is a URL as far as it is
/// known. The scheme is known where it is written; the host where known text bounds it, else it is
/// unknown.
#[must_use]
pub fn beside(tree: &Tree, entry: Value) -> Value {
    let Data::Map(map) = &entry.data else { return entry };
    let Some(url) = map.entries.get("value").and_then(|found| parts(tree, &found.value)) else {
        return entry;
    };
    let mut entries = map.entries.clone();
    entries.insert(Arc::from("url"), Entry { key: None, value: url });
    let with = Map { kind: MapKind::Object, entries, rest: map.rest.clone() };
    same_place(&entry, Data::Map(Arc::new(with)))
}

/// The parts of a URL; `None` for a string that does not begin like one, and for one of which
/// nothing is known.
#[must_use]
pub fn parts(tree: &Tree, value: &Value) -> Option<Value> {
    let template = Template::of(value)?;
    let text = template.text.as_str();
    let scheme_end = text.find("://")?;
    let scheme = text.get(..scheme_end)?;
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if scheme.is_empty()
        || scheme.contains(HOLE)
        || !scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        || !scheme.chars().all(valid)
    {
        return None;
    }
    let start = scheme_end + 3;
    let end = text[start..]
        .find(['/', '?', '#', ',', ' ', '"', '\''])
        .map_or(text.len(), |at| start + at);
    // User and password end at the last `@` (URL Standard, "authority state").
    let authority = &text[start..end];
    let host_start = authority.rfind('@').map_or(start, |at| start + at + 1);
    let host_text = &text[host_start..end];
    let host_end = match host_text.strip_prefix('[') {
        Some(v6) => v6.find(']').map_or(end, |at| host_start + at + 2),
        None => host_text.find(':').map_or(end, |at| host_start + at),
    };
    let host = &text[host_start..host_end];
    let mut entries = IndexMap::new();
    let mut put = |name: &str, value: Value| {
        entries.insert(Arc::from(name), Entry { key: None, value });
    };
    let mut scheme_value = Value::string(scheme.to_ascii_lowercase(), None);
    scheme_value.place = template.place(tree, &(0..scheme_end));
    put("scheme", scheme_value);
    let bounded = !authority.contains(HOLE)
        || (host_end < end
            && !host.contains(HOLE)
            && !authority[..host_start - start].contains(HOLE));
    if bounded && !host.is_empty() {
        let mut host_value = Value::string(host.to_ascii_lowercase(), None);
        host_value.place = template.place(tree, &(host_start..host_end));
        put("host", host_value);
    } else if authority.contains(HOLE) {
        let part = template.value(tree, host_start..host_end);
        let reason = part.cause_or("the host is not known");
        let mut host_value = Value::new(Data::Unknown(Arc::new(Unknown::because(reason))), None);
        host_value.place = part.place.clone();
        host_value.refs = part.refs.clone();
        put("host", host_value);
    }
    let mut url = Value::map(entries, None);
    url.place = value.place.clone();
    Some(url)
}
