//! Containers that a call hands to a module that is not read. Their text is known, whatever the
//! module makes of it: they are put beside the call as a task definition of which nothing else is
//! known. What a container does not say the module may add, so that is not known either.

use crate::syntax::json;
use crate::unit::{Resource, ResourceKind};
use crate::value::{Cause, Data, Entry, List, ListKind, Map, MapKind, UnreadModule, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// What the names of such arguments have in common.
const ARGUMENT: &str = "container_definition";

/// Deepest object of a container of which the rest is left open.
const MAX_DEPTH: u32 = 16;

/// The task definition that a call's arguments tell of. `call` is the call as a resource, with its
/// arguments as values.
pub(super) fn task_definition(call: &Resource, missing: &Arc<UnreadModule>) -> Option<Resource> {
    let open = || Cause::Module(missing.clone());
    let arguments = call.values.entries()?.iter();
    let mut arguments = arguments.filter(|(name, _)| name.contains(ARGUMENT));
    let (name, entry) = arguments.find_map(|(name, entry)| {
        let value = containers(&entry.value, &open())?;
        Some((name, Entry { key: entry.key, value }))
    })?;
    let entries = IndexMap::from([(Arc::from("container_definitions"), entry)]);
    let mut values = Value::new(object(entries, Some(open())), call.place.span);
    values.place = call.place.clone();
    Some(Resource {
        address: format!("{}.{name}", call.address),
        kind: ResourceKind::Managed,
        source_type: "aws_ecs_task_definition".to_owned(),
        values,
        modelled: Some(Arc::from(call.address.as_str())),
        ..call.clone()
    })
}

fn object(entries: IndexMap<Arc<str>, Entry>, rest: Option<Cause>) -> Data {
    Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest }))
}

/// The containers of an argument: a list of them, an object of them by name, one alone, or the JSON
/// of any. `None`: none of it is a container.
fn containers(value: &Value, open: &Cause) -> Option<Value> {
    let is_container =
        |value: &Value| ["image", "Image"].iter().any(|key| value.get(key).is_some());
    let mut list = value.clone();
    let items = match &value.data {
        Data::String(text) if !text.text.trim().is_empty() => {
            return containers(&json::decode(value).ok()?, open);
        }
        Data::Unknown(unknown) if unknown.encoded.is_some() || !unknown.pieces.is_empty() => {
            // What cannot be decoded is the same unknown again.
            let decoded = json::decode(value).ok().filter(|inner| inner.as_unknown().is_none())?;
            return containers(&decoded, open);
        }
        Data::List(list) if list.items.iter().any(is_container) => {
            list.items.iter().map(|item| opened(item, open, MAX_DEPTH)).collect()
        }
        Data::Map(_) if is_container(value) => vec![opened(value, open, MAX_DEPTH)],
        Data::Map(map) if map.entries.values().any(|entry| is_container(&entry.value)) => {
            let named = |(name, entry): (&Arc<str>, &Entry)| {
                let mut container = opened(&entry.value, open, MAX_DEPTH);
                if let Data::Map(own) = &mut container.data
                    && !own.entries.contains_key("name")
                {
                    let value = Value::string(name.clone(), entry.key);
                    let entries = &mut Arc::make_mut(own).entries;
                    entries.insert(Arc::from("name"), Entry { key: None, value });
                }
                container
            };
            map.entries.iter().map(named).collect()
        }
        _ => return None,
    };
    list.data = Data::List(Arc::new(List { kind: ListKind::Tuple, items }));
    Some(list)
}

/// A container of which only what is written is known.
fn opened(value: &Value, open: &Cause, left: u32) -> Value {
    let (Data::Map(map), Some(left)) = (&value.data, left.checked_sub(1)) else {
        return value.clone();
    };
    let entry = |entry: &Entry| Entry { key: entry.key, value: opened(&entry.value, open, left) };
    let entries = map.entries.iter().map(|(name, own)| (name.clone(), entry(own))).collect();
    let mut value = value.clone();
    value.data = object(entries, Some(map.rest.clone().unwrap_or_else(|| open.clone())));
    value
}
