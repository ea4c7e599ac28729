//! Intrinsic functions that encode (user guide, "Fn::Base64", "Fn::ToJsonString"). What is encoded
//! stays a value, so that its parts keep their places.

use super::stack::Stack;
use super::strings;
use crate::syntax::flat;
use crate::value::{Cause, Data, StepKind, Type, Unknown, Value};
use std::sync::Arc;

impl Stack<'_> {
    pub(super) fn base64(&mut self, argument: &Value, raw: &Value) -> Value {
        // The text behind it is what a reader changes and what checks read; the encoding only
        // serves the API.
        let value = self.value(argument);
        let bad = value.items().is_some() || value.entries().is_some();
        if bad {
            self.wrong(raw, "Fn::Base64 needs a string")
        } else {
            value.through(StepKind::Function, "Fn::Base64", raw.place.span)
        }
    }

    pub(super) fn json_string(&mut self, argument: &Value, raw: &Value) -> Value {
        let value = self.value(argument);
        strings::lift(vec![value], &raw.place, &mut |mut values| {
            let value = values.pop().unwrap_or_else(|| Value::null(None));
            self.encoded(value, raw)
        })
    }

    fn encoded(&mut self, value: Value, raw: &Value) -> Value {
        if value.items().is_none() && value.entries().is_none() {
            return match &value.data {
                Data::Unknown(_) => super::functions::carried(&value, raw),
                _ => self.wrong(raw, "Fn::ToJsonString needs a list or a map"),
            };
        }
        let inner = Arc::new(value.clone());
        let marks = flat::all_marks(&value, 0);
        match json_text(&value) {
            Some(text) => {
                let part = crate::value::Part {
                    start: 0,
                    place: raw.place.clone(),
                    marks,
                    encoded: Some(inner),
                };
                let data = Data::String(crate::value::Text {
                    text: text.into(),
                    parts: Some(Arc::from([part])),
                });
                Value { data, marks, ..self.unknown(Cause::Part(""), raw) }
            }
            None => {
                let mut unknown = Unknown::because(Cause::Part("a part of the JSON is not known"));
                unknown.ty = Type::String;
                unknown.encoded = Some(inner);
                Value {
                    data: Data::Unknown(Arc::new(unknown)),
                    marks,
                    ..self.unknown(Cause::Part(""), raw)
                }
            }
        }
    }
}

/// The JSON text of a known value; `None` when something in it is not known.
fn json_text(value: &Value) -> Option<String> {
    fn plain(value: &Value, budget: &mut usize) -> Option<serde_json::Value> {
        *budget = budget.checked_sub(1)?;
        Some(match &value.data {
            Data::Null => serde_json::Value::Null,
            Data::Bool(bool) => (*bool).into(),
            Data::Number(number) => serde_json::from_str(&number.to_string()).ok()?,
            Data::String(text) => (*text.text).into(),
            Data::List(list) => list
                .items
                .iter()
                .map(|item| plain(item, budget))
                .collect::<Option<Vec<_>>>()?
                .into(),
            Data::Map(map) if map.rest.is_none() => map
                .entries
                .iter()
                .filter(|(_, entry)| !entry.value.is_null())
                .map(|(key, entry)| Some((key.to_string(), plain(&entry.value, budget)?)))
                .collect::<Option<serde_json::Map<_, _>>>()?
                .into(),
            _ => return None,
        })
    }
    plain(value, &mut 100_000).map(|value| value.to_string())
}
