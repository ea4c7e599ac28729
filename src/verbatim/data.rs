//! JSON and YAML: values without their places, and the resources that a template or a plan declares.

use super::Declared;
use crate::number::Number;
use crate::value::{Data, Value};
use serde_json::{Map, Value as Json};

/// A value as plain JSON; what is not known is nothing.
pub(super) fn json(value: &Value) -> Json {
    match &value.data {
        Data::Bool(flag) => Json::Bool(*flag),
        Data::Number(number) => self::number(number),
        Data::String(text) => Json::String(text.text.to_string()),
        Data::List(list) => Json::Array(list.items.iter().map(json).collect()),
        Data::Map(map) => {
            let entries = map.entries.iter();
            Json::Object(
                entries.map(|(key, entry)| (key.to_string(), json(&entry.value))).collect(),
            )
        }
        Data::Null | Data::Unknown(_) | Data::Either(_) => Json::Null,
    }
}

fn number(number: &Number) -> Json {
    match number.as_i64() {
        Some(whole) => Json::from(whole),
        None => serde_json::Number::from_f64(number.to_f64()).map_or(Json::Null, Json::Number),
    }
}

/// The resources of a template, of a plan, or of Terraform's JSON.
pub(super) fn declared(value: &Value) -> Vec<Declared> {
    let mut all = Vec::new();
    let text = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    for (name, entry) in value.get("Resources").and_then(Value::entries).into_iter().flatten() {
        all.push(Declared {
            address: name.to_string(),
            name: name.to_string(),
            ty: text(&entry.value, "Type"),
            span: entry.key.or(entry.value.place.span),
        });
    }
    for change in value.get("resource_changes").and_then(Value::items).into_iter().flatten() {
        let address = text(change, "address");
        if !address.is_empty() {
            all.push(Declared {
                address,
                name: text(change, "name"),
                ty: text(change, "type"),
                span: change.get("address").and_then(|address| address.place.span),
            });
        }
    }
    for (ty, names) in value.get("resource").and_then(Value::entries).into_iter().flatten() {
        for (name, entry) in names.value.entries().into_iter().flatten() {
            all.push(Declared {
                address: format!("{ty}.{name}"),
                name: name.to_string(),
                ty: ty.to_string(),
                span: entry.key.or(entry.value.place.span),
            });
        }
    }
    all
}

/// Puts a value below a name.
pub(super) fn put(into: &mut Map<String, Json>, name: &str, value: Json) {
    into.insert(name.to_owned(), value);
}
