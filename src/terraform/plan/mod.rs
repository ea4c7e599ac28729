//! Plans as `terraform show -json` prints them (Terraform documentation, "JSON Output Format"):
//! what will be there after apply, with what is not known yet and what is sensitive. Where the
//! configuration lies beside the plan, the values' places are those of the configuration, and what
//! the plan hides behind one unknown is read there.

mod secrets;
mod written;

use self::written::Written;
use super::eval::Evaluator;
use super::variables::Given;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::unit::{Evaluated, Inputs, Presence, Resource, ResourceKind, Unit};
use crate::value::{
    Cause, Data, Entry, List, ListKind, Map, Marks, Place, Reference, Type, Unknown, Value,
};
use indexmap::IndexMap;
use std::collections::HashMap;
use std::sync::Arc;

/// Reads a plan.
pub(super) fn evaluate(tree: &Tree, unit: &Unit) -> (Evaluated, Vec<Problem>) {
    let mut evaluated =
        Evaluated { deployable: true, files: vec![unit.root.clone()], ..Evaluated::default() };
    let (id, file) = match tree.load_plan(&unit.root) {
        Ok(loaded) => loaded,
        Err(problem) => return (evaluated, vec![problem]),
    };
    let plan = match crate::syntax::json::parse(id, &file) {
        Ok(plan) => plan,
        Err(error) => return (evaluated, vec![super::config::syntax_problem(&file, &error)]),
    };
    let configured = configuration(tree, unit, &plan);
    let expressions = Written::of(&plan);
    secrets::learn(&plan, &mut evaluated.secrets);
    let mut problems = Vec::new();
    match plan.get("resource_changes").and_then(Value::items) {
        Some(changes) => {
            for change in changes {
                if let Some(mut resource) = planned(change, &expressions) {
                    if let Some(written) = written(&configured, &resource.address) {
                        resource.values = graft(resource.values, &written.values);
                        resource.place = written.place.clone();
                        resource.lifecycle = written.lifecycle.clone();
                    }
                    evaluated.resources.push(resource);
                }
            }
        }
        None => problems.push(Problem::file(
            Loss::Warning,
            unit.root.clone(),
            "the plan has no resource_changes: it says nothing of resources",
        )),
    }
    // Providers, backends, modules and variables stand in the configuration only.
    let settings = configured
        .into_values()
        .filter(|resource| !matches!(resource.kind, ResourceKind::Managed | ResourceKind::Data));
    evaluated.resources.extend(settings);
    (evaluated, problems)
}

/// What the folder of the plan declares, evaluated with the plan's variables, by address.
fn configuration(tree: &Tree, unit: &Unit, plan: &Value) -> IndexMap<String, Resource> {
    let folder = unit.root.rsplit_once('/').map_or("", |(folder, _)| folder);
    if !super::variables::is_module(tree, folder) {
        return IndexMap::new();
    }
    let mut given = HashMap::new();
    for (name, entry) in plan.get("variables").and_then(Value::entries).into_iter().flatten() {
        if let Some(value) = entry.value.get("value") {
            given.insert(name.to_string(), Given::Value(value.clone()));
        }
    }
    let beside = Unit { root: folder.to_owned(), ..unit.clone() };
    let inputs = Inputs::default();
    let evaluator = Evaluator::new(tree, &beside, &inputs);
    let _ = evaluator.given.set(given);
    let root = super::root_instance(&evaluator, folder);
    let mut evaluated = Evaluated::default();
    evaluator.emit(&root, &mut evaluated);
    evaluated.resources.into_iter().map(|resource| (resource.address.clone(), resource)).collect()
}

/// The configuration's resource of an address; one with unknown instances stands for each of them.
fn written<'a>(configured: &'a IndexMap<String, Resource>, address: &str) -> Option<&'a Resource> {
    configured.get(address).or_else(|| {
        let (stem, _) = address.strip_suffix(']')?.rsplit_once('[')?;
        configured.get(&format!("{stem}[*]"))
    })
}

/// One change as a resource; nothing when the resource will not be there.
fn planned(change: &Value, expressions: &Written) -> Option<Resource> {
    let text = |name: &str| change.get(name).and_then(Value::as_str).map(str::to_owned);
    let address = text("address")?;
    let inner = change.get("change")?;
    let actions = inner.get("actions").and_then(Value::items).unwrap_or_default();
    if matches!(actions, [only] if matches!(only.as_str(), Some("delete" | "forget"))) {
        return None;
    }
    let null = Value::null(None);
    let place = Place {
        span: inner.get("after").and_then(|after| after.place.span).or(change.place.span),
        chain: None,
    };
    let mut values = merge(
        inner.get("after").unwrap_or(&null),
        inner.get("after_unknown").unwrap_or(&null),
        inner.get("after_sensitive").unwrap_or(&null),
        &address,
        0,
    );
    if values.is_null() {
        values = Value::map(IndexMap::new(), place.span);
    }
    let kind = match text("mode").as_deref() {
        Some("data") => ResourceKind::Data,
        _ => ResourceKind::Managed,
    };
    let module = text("module_address").map(|module| format!("{module}.")).unwrap_or_default();
    if let Some((written, context)) = expressions.resource(&address, &module) {
        if kind == ResourceKind::Managed {
            values = set(values, written, 0);
        }
        values = referring(values, written, &|names| expressions.references(names, context), 0);
    }
    Some(Resource {
        kind,
        source_type: text("type").unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        values,
        lifecycle: Value::map(IndexMap::new(), place.span),
        place,
        presence: Presence::Always,
        display: None,
        modelled: None,
        address,
    })
}

/// An address without instance keys: `module.a["x"].aws_y.z[0]` is `module.a.aws_y.z`.
fn without_keys(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let mut letters = address.chars();
    while let Some(letter) = letters.next() {
        if letter != '[' {
            plain.push(letter);
            continue;
        }
        let mut quoted = false;
        while let Some(inside) = letters.next() {
            match inside {
                '\\' if quoted => {
                    letters.next();
                }
                '"' => quoted = !quoted,
                ']' if !quoted => break,
                _ => {}
            }
        }
    }
    plain
}

/// The planned value, with unknowns and sensitive marks put in.
fn merge(after: &Value, unknown: &Value, sensitive: &Value, path: &str, depth: usize) -> Value {
    let marks = if sensitive.as_bool() == Some(true) { Marks::SENSITIVE } else { Marks::NONE };
    if unknown.as_bool() == Some(true) || depth > super::limits::MAX_VALUE_DEPTH as usize {
        return Value::unknown(
            Cause::AfterApply { resource: path.into(), attribute: "".into() },
            after.place.span.or(unknown.place.span),
        )
        .marked(marks);
    }
    let null = Value::null(None);
    // `after` leaves out what is not known, `after_unknown` what is: the two are laid over each other.
    let data = match (&after.data, &unknown.data) {
        (Data::Map(_) | Data::Null, Data::Map(hidden))
            if !(after.is_null() && hidden.entries.is_empty()) =>
        {
            let empty = IndexMap::new();
            let known = after.entries().unwrap_or(&empty);
            let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
            for name in
                known.keys().chain(hidden.entries.keys().filter(|name| !known.contains_key(*name)))
            {
                let at = known.get(name);
                let value = merge(
                    at.map_or(&null, |entry| &entry.value),
                    unknown.get(name).unwrap_or(&null),
                    sensitive.get(name).unwrap_or(&null),
                    &format!("{path}.{name}"),
                    depth + 1,
                );
                entries.insert(name.clone(), Entry { key: at.and_then(|entry| entry.key), value });
            }
            Data::Map(Arc::new(Map { kind: crate::value::MapKind::Object, entries, rest: None }))
        }
        (Data::List(_) | Data::Null, Data::List(hidden))
            if !(after.is_null() && hidden.items.is_empty()) =>
        {
            let known = after.items().unwrap_or_default();
            let count = known.len().max(hidden.items.len());
            let items = (0..count).map(|index| {
                let secret = sensitive.items().and_then(|items| items.get(index)).unwrap_or(&null);
                let hidden = hidden.items.get(index).unwrap_or(&null);
                merge(
                    known.get(index).unwrap_or(&null),
                    hidden,
                    secret,
                    &format!("{path}[{index}]"),
                    depth + 1,
                )
            });
            Data::List(Arc::new(List { kind: ListKind::Tuple, items: items.collect() }))
        }
        _ => return known(after, sensitive, depth),
    };
    let mut value = Value { data, ..after.clone() };
    if marks != Marks::NONE {
        value = super::variables::deep_marked(value, marks);
    }
    value
}

/// A planned value of which all is known, with its sensitive marks.
fn known(after: &Value, sensitive: &Value, depth: usize) -> Value {
    if sensitive.as_bool() == Some(true) || depth > super::limits::MAX_VALUE_DEPTH as usize {
        return super::variables::deep_marked(after.clone(), Marks::SENSITIVE);
    }
    let mut value = after.clone();
    match (&after.data, &sensitive.data) {
        (Data::Map(map), Data::Map(_)) => {
            let entries = map.entries.iter().map(|(name, entry)| {
                let inner = match sensitive.get(name) {
                    Some(sensitive) => known(&entry.value, sensitive, depth + 1),
                    None => entry.value.clone(),
                };
                (name.clone(), Entry { key: entry.key, value: inner })
            });
            let entries = entries.collect();
            value.data =
                Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }));
        }
        (Data::List(list), Data::List(marks)) => {
            let items = list.items.iter().enumerate().map(|(at, item)| match marks.items.get(at) {
                Some(sensitive) => known(item, sensitive, depth + 1),
                None => item.clone(),
            });
            value.data = Data::List(Arc::new(List { kind: list.kind, items: items.collect() }));
        }
        _ => {}
    }
    value
}

/// The value without what nobody wrote and the provider will fill in: it is missing, as it is where
/// the configuration is read.
fn set(mut value: Value, written: &Value, depth: usize) -> Value {
    let leaf = ["references", "constant_value"].iter().any(|key| written.get(key).is_some());
    if leaf || depth > super::limits::MAX_VALUE_DEPTH as usize {
        return value;
    }
    match (&mut value.data, &written.data) {
        (Data::Map(map), Data::Map(_)) => {
            let map = Arc::make_mut(map);
            map.entries.retain(|name, entry| {
                entry.value.as_unknown().is_none() || written.get(name).is_some()
            });
            for (name, entry) in &mut map.entries {
                if let Some(written) = written.get(name) {
                    entry.value = set(entry.value.clone(), written, depth + 1);
                }
            }
        }
        (Data::List(list), Data::List(blocks)) if list.items.len() == blocks.items.len() => {
            let own = blocks_of(&list.items, &blocks.items);
            let items = Arc::make_mut(list).items.iter_mut().zip(own);
            items.for_each(|(item, own)| *item = set(item.clone(), &blocks.items[own], depth + 1));
        }
        (Data::List(list), Data::Map(_)) => {
            let items = Arc::make_mut(list).items.iter_mut();
            items.for_each(|item| *item = set(item.clone(), written, depth + 1));
        }
        _ => {}
    }
    value
}

/// Each of more blocks than this is taken for the one at its place.
const MAX_BLOCKS: usize = 500;

/// Which written block each planned one is: a plan orders the blocks of a set anew. What is written
/// as it is planned tells them apart; alike ones keep their order.
fn blocks_of(planned: &[Value], written: &[Value]) -> Vec<usize> {
    let mut pairs = planned.iter().zip(written);
    if planned.len() > MAX_BLOCKS || pairs.all(|(item, written)| agree(item, written, 0)) {
        return (0..planned.len().min(written.len())).collect();
    }
    let mut free: Vec<usize> = (0..written.len()).collect();
    let mut own = Vec::with_capacity(planned.len().min(written.len()));
    for (index, item) in planned.iter().enumerate() {
        let fits = |place: &usize| agree(item, &written[free[*place]], 0);
        let same = free.iter().position(|block| *block == index).filter(fits);
        let place = same.or_else(|| (0..free.len()).find(fits)).unwrap_or(0);
        if place < free.len() {
            own.push(free.remove(place));
        }
    }
    own
}

/// Whether nothing that is written says otherwise than the plan.
fn agree(planned: &Value, written: &Value, depth: usize) -> bool {
    if depth > super::limits::MAX_VALUE_DEPTH as usize {
        return true;
    }
    let text = |value: &Value| match &value.data {
        Data::String(text) => Some(text.text.to_string()),
        Data::Number(number) => Some(number.to_string()),
        Data::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    if let Some(constant) = written.get("constant_value") {
        return match (text(planned), text(constant)) {
            (Some(planned), Some(constant)) => planned == constant,
            _ => true,
        };
    }
    match (&planned.data, &written.data) {
        (Data::Map(map), Data::Map(inner)) => inner.entries.iter().all(|(name, entry)| {
            map.entries.get(name).is_none_or(|own| agree(&own.value, &entry.value, depth + 1))
        }),
        _ => true,
    }
}

/// The value with the references that its expression names; `resolve` finds them.
fn referring(
    mut value: Value,
    written: &Value,
    resolve: &dyn Fn(&[Value]) -> Vec<Reference>,
    depth: usize,
) -> Value {
    if depth > super::limits::MAX_VALUE_DEPTH as usize {
        return value;
    }
    if let Some(names) = written.get("references").and_then(Value::items) {
        let refs = resolve(names);
        if !refs.is_empty() {
            value.refs = Some(Arc::from(refs));
        }
        return value;
    }
    match (&value.data, &written.data) {
        (Data::Map(map), Data::Map(_)) => {
            let entries = map.entries.iter().map(|(name, entry)| {
                let inner = match written.get(name) {
                    Some(written) => referring(entry.value.clone(), written, resolve, depth + 1),
                    None => entry.value.clone(),
                };
                (name.clone(), Entry { key: entry.key, value: inner })
            });
            value.data = Data::Map(Arc::new(Map {
                kind: map.kind,
                entries: entries.collect(),
                rest: map.rest.clone(),
            }));
        }
        (Data::List(list), Data::List(blocks)) => {
            let own = blocks_of(&list.items, &blocks.items);
            let items = list.items.iter().enumerate().map(|(index, item)| {
                match own.get(index).and_then(|own| blocks.items.get(*own)) {
                    Some(written) => referring(item.clone(), written, resolve, depth + 1),
                    None => item.clone(),
                }
            });
            value.data = Data::List(Arc::new(List { kind: list.kind, items: items.collect() }));
        }
        // A single nested block is written as one, and planned as a list of one.
        (Data::List(list), Data::Map(_)) => {
            let items =
                list.items.iter().map(|item| referring(item.clone(), written, resolve, depth + 1));
            value.data = Data::List(Arc::new(List { kind: list.kind, items: items.collect() }));
        }
        _ => {}
    }
    value
}

/// The planned value at the places of the written one; what the plan does not know is taken from
/// there.
fn graft(planned: Value, written: &Value) -> Value {
    let mut value = planned;
    let hidden = matches!(value.data, Data::Unknown(_));
    match (&value.data, &written.data) {
        (Data::Unknown(unknown), Data::Unknown(other)) => {
            // The configuration may know pieces of a string, or what it encodes.
            let ty = if other.ty == Type::Any { unknown.ty.clone() } else { other.ty.clone() };
            let reason = unknown.reason.clone();
            let merged = Unknown {
                ty,
                reason: if other.pieces.is_empty() { reason } else { other.reason.clone() },
                ..(**other).clone()
            };
            value.data = Data::Unknown(Arc::new(merged));
        }
        (Data::Unknown(_), data) => value.data = data.clone(),
        (Data::String(text), Data::String(known)) if text.text == known.text => {
            value.data = Data::String(known.clone())
        }
        (Data::Map(map), Data::Map(other)) => {
            let entries =
                map.entries.iter().filter_map(|(name, entry)| match other.entries.get(name) {
                    Some(known) => Some((
                        name.clone(),
                        Entry { key: known.key, value: graft(entry.value.clone(), &known.value) },
                    )),
                    // Nobody wrote it and the provider will fill it in: it is missing, as it is
                    // where the configuration is read alone.
                    None if entry.value.as_unknown().is_some() && other.rest.is_none() => None,
                    None => Some((
                        name.clone(),
                        Entry { key: None, value: unplaced(entry.value.clone()) },
                    )),
                });
            value.data =
                Data::Map(Arc::new(Map { kind: map.kind, entries: entries.collect(), rest: None }));
        }
        (Data::List(list), Data::List(other)) if list.items.len() == other.items.len() => {
            let items =
                list.items.iter().zip(&other.items).map(|(item, known)| graft(item.clone(), known));
            value.data = Data::List(Arc::new(List { kind: list.kind, items: items.collect() }));
        }
        _ => {}
    }
    value.place = written.place.clone();
    value.marks = value.marks.with(written.marks);
    if hidden || value.refs.is_none() {
        value.refs = super::eval::union(&value.refs, &written.refs);
    }
    value
}

/// A default that only the plan knows: its place is the block's.
fn unplaced(mut value: Value) -> Value {
    value.place = Place::default();
    value
}

#[cfg(test)]
mod tests;
