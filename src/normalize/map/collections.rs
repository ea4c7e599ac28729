//! The walk through lists and maps: lists that are also written as one value, maps that are also
//! written as lists of pairs, container definitions inside a string.

use crate::normalize::map::lookup::entry;
use crate::normalize::map::remade::{same_place, unknown_like};
use crate::normalize::map::schema::{Dialect, Field, Rule};
use crate::normalize::map::walk::Walk;
use crate::value::{Cause, Data, Entry, List, ListKind, Map, MapKind, Type, Value};
use indexmap::IndexMap;
use std::sync::Arc;

impl Walk<'_> {
    /// A list; null items are no items. CloudFormation takes one value for a list of one.
    pub(super) fn list(
        &mut self,
        value: &Value,
        path: &str,
        dialect: Dialect,
        mut item: impl FnMut(&mut Self, &Value) -> Value,
    ) -> Value {
        match &value.data {
            Data::List(list) => {
                let mut items = Vec::with_capacity(list.items.len());
                for entry in &list.items {
                    let rest = entry.as_unknown().is_some_and(|unknown| unknown.rest);
                    self.lists += 1;
                    let mapped = if rest { entry.clone() } else { item(self, entry) };
                    self.lists -= 1;
                    if !mapped.is_null() {
                        items.push(mapped);
                    }
                }
                same_place(value, Data::List(Arc::new(List { kind: list.kind, items })))
            }
            Data::Unknown(_) => value.clone(),
            Data::Map(_) => {
                let mapped = item(self, value);
                same_place(
                    value,
                    Data::List(Arc::new(List { kind: ListKind::Tuple, items: vec![mapped] })),
                )
            }
            _ if dialect == Dialect::CloudFormation => {
                let mapped = item(self, value);
                same_place(
                    value,
                    Data::List(Arc::new(List { kind: ListKind::Tuple, items: vec![mapped] })),
                )
            }
            Data::String(text) if text.text.is_empty() => Value::null(value.place.span),
            _ => self.mismatch(value, path, "a list"),
        }
    }

    /// A list that may also be written as one value.
    pub(super) fn many(
        &mut self,
        value: &Value,
        mut item: impl FnMut(&mut Self, &Value) -> Value,
    ) -> Value {
        if let Data::List(_) = value.data {
            return self.list(value, "", self.dialect, item);
        }
        if let Data::Unknown(unknown) = &value.data
            && unknown.pieces.is_empty()
            && (value.references().is_empty() || matches!(unknown.ty, Type::List(_) | Type::Set(_)))
        {
            return value.clone();
        }
        let mapped = item(self, value);
        if mapped.is_null() {
            return mapped;
        }
        let mut list = same_place(
            value,
            Data::List(Arc::new(List { kind: ListKind::Tuple, items: vec![mapped] })),
        );
        list.refs = None;
        list
    }

    /// A map with the user's own keys; scalars become text. A list of `{key, value}` or `{name,
    /// value}` is such a map, and a block too.
    pub(super) fn free_map(&mut self, value: &Value, path: &str) -> Value {
        match &value.data {
            Data::Map(map) => {
                let mut entries = IndexMap::with_capacity(map.entries.len());
                for (key, entry) in &map.entries {
                    let value = self.apply_text(&entry.value, path);
                    if !value.is_null() {
                        entries.insert(key.clone(), Entry { key: entry.key, value });
                    }
                }
                same_place(
                    value,
                    Data::Map(Arc::new(Map {
                        kind: MapKind::Map,
                        entries,
                        rest: map.rest.clone(),
                    })),
                )
            }
            Data::List(list) => {
                let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
                let mut rest = None;
                for item in &list.items {
                    if let Data::Map(map) = &item.data
                        && let Some(key) = entry(map, "key", Dialect::Ecs)
                            .or_else(|| entry(map, "name", Dialect::Ecs))
                        && let Some(name) = key.value.as_str()
                    {
                        let value = entry(map, "value", Dialect::Ecs)
                            .map(|found| self.apply_text(&found.value, path));
                        if let Some(value) = value.filter(|value| !value.is_null()) {
                            entries.insert(
                                Arc::from(name),
                                Entry { key: key.value.place.span, value },
                            );
                        }
                    } else if let Data::Map(block) = &item.data
                        && self.dialect == Dialect::Terraform
                        && block.rest.is_none()
                        && entry(block, "key", Dialect::Ecs)
                            .or_else(|| entry(block, "name", Dialect::Ecs))
                            .is_none()
                    {
                        // A block whose arguments are the map's keys (`endpoints` of a provider).
                        for (key, entry) in &block.entries {
                            let value = self.apply_text(&entry.value, path);
                            if !value.is_null() {
                                entries.insert(key.clone(), Entry { key: entry.key, value });
                            }
                        }
                    } else if !item.is_null() {
                        let reason = item.cause_or("an entry's key is not known");
                        rest.get_or_insert(reason);
                    }
                }
                same_place(value, Data::Map(Arc::new(Map { kind: MapKind::Map, entries, rest })))
            }
            Data::Unknown(_) => value.clone(),
            _ => self.mismatch(value, path, "a map"),
        }
    }

    /// A free map's value: scalars as text, anything else as it is.
    pub(super) fn apply_text(&mut self, value: &Value, path: &str) -> Value {
        match &value.data {
            Data::Bool(_) | Data::Number(_) => self.apply(Rule::Text, value, self.dialect, path),
            Data::Either(_) => self.arms(value, |walk, arm| walk.apply_text(arm, path)),
            _ => value.clone(),
        }
    }

    /// Container definitions: in Terraform a JSON string, spelled as the ECS API does.
    pub(super) fn containers(
        &mut self,
        fields: &'static [Field],
        value: &Value,
        dialect: Dialect,
        path: &str,
    ) -> Value {
        let inner = if dialect == Dialect::Terraform { Dialect::Ecs } else { dialect };
        let decoded = match &value.data {
            Data::String(text) if text.text.trim().is_empty() => {
                return Value::null(value.place.span);
            }
            Data::String(_) => match crate::syntax::json::decode(value) {
                Ok(decoded) => decoded,
                Err(error) => {
                    let message =
                        format!("{}: {path} is not valid JSON: {error}", self.resource.address);
                    self.problem(value, &message);
                    return unknown_like(value, Cause::wrong(format!("{path} is not valid JSON")));
                }
            },
            Data::Unknown(unknown) if unknown.encoded.is_some() || !unknown.pieces.is_empty() => {
                match crate::syntax::json::decode(value) {
                    Ok(decoded) => decoded,
                    Err(_) => return value.clone(),
                }
            }
            _ => value.clone(),
        };
        if let Data::Either(_) = decoded.data {
            return self.arms(&decoded, |walk, arm| walk.containers(fields, arm, dialect, path));
        }
        if is_task_definition(&decoded) {
            return self.mismatch(&decoded, path, "a list of containers");
        }
        self.list(&decoded, path, inner, |walk, item| {
            if is_task_definition(item) {
                return walk.mismatch(item, path, "a container");
            }
            walk.object(fields, item, inner, path, false)
        })
    }
}

/// Whether an object is a task definition, where containers belong: it would be read as a container
/// that says nothing.
fn is_task_definition(value: &Value) -> bool {
    value.entries().is_some_and(|entries| {
        entries.keys().any(|key| key.eq_ignore_ascii_case("containerDefinitions"))
    })
}
