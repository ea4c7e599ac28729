//! Tags that a provider puts on each resource it makes (`default_tags`): they are the resource's own.

use super::attribute::{AttributeType, attribute};
use crate::document::Node;
use crate::value::{Cause, Data, Entry, Map, MapKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Why a tag is not known.
const NOT_FOLLOWED: &str = "the default tags of its provider are not known";

/// Resources that take no tags of their provider.
const WITHOUT: [&str; 2] = ["aws_autoscaling_group", "aws_launch_template"];

/// Puts the providers' tags beside the resources' own, which win.
pub(super) fn add(resources: &mut IndexMap<String, Node>) {
    let of = |node: &Node| {
        let provider = node.ty == "provider.aws";
        provider.then(|| node.values.get("default_tags").cloned())
    };
    let providers: Vec<Option<Value>> = resources.values().filter_map(of).collect();
    if providers.iter().all(|tags| tags.as_ref().is_none_or(Value::is_null)) {
        return;
    }
    let one = common(&providers);
    for node in resources.values_mut() {
        let takes = node.source_type.starts_with("aws_")
            && !WITHOUT.contains(&node.source_type.as_str())
            && !node.apart
            && attribute(&node.ty, "tags").is_some_and(|tags| tags.ty == AttributeType::FreeMap);
        if takes {
            tag(&mut node.values, one.as_ref());
        }
    }
}

/// The tags that every one of the providers puts. Which of several makes a resource is not followed: a tag that they
/// have not alike is not known, and one that none has is none. `None`: nothing is known.
fn common(providers: &[Option<Value>]) -> Option<Map> {
    let none = || Map { kind: MapKind::Object, entries: IndexMap::new(), rest: None };
    let of = |tags: &Option<Value>| match tags.as_ref().map(|tags| &tags.data) {
        None | Some(Data::Null) => Some(none()),
        Some(Data::Map(map)) => Some((**map).clone()),
        Some(_) => None,
    };
    let all: Vec<Map> = providers.iter().map(of).collect::<Option<_>>()?;
    let (first, others) = all.split_first()?;
    let mut found = first.clone();
    for other in others {
        found.rest = found.rest.or_else(|| other.rest.clone());
        for (name, entry) in &other.entries {
            found.entries.entry(name.clone()).or_insert_with(|| entry.clone());
        }
    }
    for (name, entry) in &mut found.entries {
        let text = |map: &Map| map.entries.get(name)?.value.as_str().map(str::to_owned);
        let own = text(first);
        let alike = others.is_empty() || own.is_some() && others.iter().all(|map| text(map) == own);
        if !alike {
            entry.value = Value::unknown(Cause::Part(NOT_FOLLOWED), entry.value.place.span);
        }
    }
    Some(found)
}

fn tag(values: &mut Value, default: Option<&Map>) {
    let Data::Map(own) = &values.data else { return };
    let own = (**own).clone();
    let (mut tags, rest) = match own.entries.get("tags").map(|entry| &entry.value.data) {
        None | Some(Data::Null) => (IndexMap::new(), None),
        Some(Data::Map(map)) => (map.entries.clone(), map.rest.clone()),
        // What is not known as a whole stays so.
        Some(_) => return,
    };
    let rest = match default {
        Some(default) => {
            for (name, entry) in &default.entries {
                tags.entry(name.clone()).or_insert_with(|| entry.clone());
            }
            rest.or_else(|| default.rest.clone())
        }
        None => rest.or(Some(Cause::Part(NOT_FOLLOWED))),
    };
    let mut own = own;
    let place = own.entries.get("tags").map(|entry| (entry.key, entry.value.place.span));
    let (key, span) = place.unwrap_or_default();
    let map = Map { kind: MapKind::Object, entries: tags, rest };
    let mut value = Value::new(Data::Map(Arc::new(map)), span);
    if let Some(entry) = own.entries.get("tags") {
        value.place = entry.value.place.clone();
        value.refs = entry.value.refs.clone();
    }
    own.entries.insert("tags".into(), Entry { key, value });
    values.data = Data::Map(Arc::new(own));
}
