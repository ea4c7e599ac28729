//! Tags that a provider puts on each resource it makes (`default_tags`): they are the resource's own.

use super::attribute::{AttributeType, attribute};
use crate::document::Node;
use crate::value::{Cause, Data, Entry, Map, MapKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

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
    // Which of several providers makes a resource is not followed: its tags are not known then.
    let one = match providers.as_slice() {
        [Some(tags)] => match &tags.data {
            Data::Map(map) => Some(map.clone()),
            _ => None,
        },
        _ => None,
    };
    for node in resources.values_mut() {
        let takes = node.source_type.starts_with("aws_")
            && !WITHOUT.contains(&node.source_type.as_str())
            && !node.apart
            && attribute(&node.ty, "tags").is_some_and(|tags| tags.ty == AttributeType::FreeMap);
        if takes {
            tag(&mut node.values, one.as_deref());
        }
    }
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
        None => rest.or(Some(Cause::Part("the default tags of its provider are not known"))),
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
