//! The schema of what policies see, for `opa check --schema`, and those of the types' values. OPA reads no
//! `if` and no `$ref` to other files: none is here.

use crate::normalize::AttributeType;
use crate::normalize::map::schema::Field;
use crate::normalize::tables::SHAPES;
use schemars::Schema;
use serde_json::{Map, Value, json};

/// How deep types are told.
const MAX_DEPTH: usize = 8;

/// What `input` is in a policy.
#[must_use]
pub fn input() -> Schema {
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let text = json!({"type": "string"});
    let flag = json!({"type": "boolean"});
    let edge = object(&[("to", &text), ("attribute", &text)], false);
    let opaque = object(&[("address", &text), ("source", &text), ("inputs", &texts)], false);
    let unit = object(
        &[
            ("id", &text),
            ("format", &text),
            ("deployable", &flag),
            ("closed", &flag),
            ("opaque", &json!({"type": "array", "items": opaque})),
            ("alone", &texts),
            ("today", &text),
        ],
        true,
    );
    let any = json!({"type": "object", "additionalProperties": true});
    let resource = object(
        &[
            ("id", &text),
            ("type", &text),
            ("source_type", &text),
            ("name", &text),
            ("values", &any),
            ("refs", &map(&json!({"type": "array", "items": edge}))),
            ("marks", &map(&texts)),
            ("derived", &any),
            ("lifecycle", &any),
            ("satellites", &json!({"type": "array"})),
        ],
        true,
    );
    of(&object(
        &[
            ("unit", &unit),
            ("resources", &map(&resource)),
            ("by_type", &map(&texts)),
            ("settings", &any),
            ("run", &any),
        ],
        false,
    ))
}

/// The values of a type; `None` where there is none of this name.
#[must_use]
pub fn values(ty: &str) -> Option<String> {
    let shape = SHAPES.named(ty)?;
    let mut schema = of(&fields(shape.fields, 0));
    schema.insert("title".to_owned(), format!("stridelint: values of {ty}").into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    Some(text)
}

fn of(value: &Value) -> Schema {
    let mut schema = Schema::default();
    let draft = "https://json-schema.org/draft/2020-12/schema";
    schema.insert("$schema".to_owned(), draft.into());
    for (key, part) in value.as_object().into_iter().flatten() {
        schema.insert(key.clone(), part.clone());
    }
    schema
}

fn map(of: &Value) -> Value {
    json!({"type": "object", "additionalProperties": of})
}

/// An object with these keys; `more`: and others.
fn object(keys: &[(&str, &Value)], more: bool) -> Value {
    let keys: Map<String, Value> =
        keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).clone())).collect();
    json!({"type": "object", "properties": keys, "additionalProperties": more})
}

/// What tables name; a source's own attributes stand beside it.
fn fields(all: &[Field], depth: usize) -> Value {
    let keys: Map<String, Value> =
        all.iter().map(|field| (field.name.to_owned(), field_of(field, depth))).collect();
    json!({"type": "object", "properties": keys, "additionalProperties": true})
}

fn field_of(field: &Field, depth: usize) -> Value {
    let children = field.children();
    let inner = || match depth < MAX_DEPTH && !children.is_empty() {
        true => fields(children, depth + 1),
        false => json!(true),
    };
    match field.ty() {
        AttributeType::String => json!({"type": ["string", "null"]}),
        AttributeType::Number => json!({"type": ["number", "null"]}),
        AttributeType::Bool => json!({"type": ["boolean", "null"]}),
        AttributeType::List => json!({"type": ["array", "null"], "items": inner()}),
        AttributeType::Object if !children.is_empty() && depth < MAX_DEPTH => inner(),
        AttributeType::FreeMap => json!({"type": ["object", "null"], "additionalProperties": true}),
        AttributeType::Object | AttributeType::Image | AttributeType::Any => json!(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_its_paths() {
        let schema: Value = serde_json::from_str(&values("ecs.task_definition").unwrap()).unwrap();
        let container = &schema["properties"]["containers"]["items"]["properties"];
        assert_eq!(container["privileged"]["type"][0], "boolean");
        assert_eq!(schema["properties"]["tags"]["type"][0], "object");
        assert_eq!(values("ecs.nothing"), None);
    }

    #[test]
    fn opa_reads_the_input() {
        let text = serde_json::to_string(&input()).unwrap();
        for word in ["\"if\"", "\"then\"", "$ref", "oneOf"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}
