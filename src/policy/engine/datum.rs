//! The engine's values, built directly: through serialization they take three times as long.

use regorus::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value of the engine; a clone shares containers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Datum(pub(super) Value);

impl Datum {
    /// From JSON.
    pub(crate) fn of(json: &serde_json::Value) -> Datum {
        Datum(convert(json))
    }

    /// As JSON; what JSON cannot hold is null.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }

    /// An object.
    pub(crate) fn object<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Datum)>) -> Datum {
        let map: BTreeMap<Value, Value> =
            entries.into_iter().map(|(key, value)| (key.as_ref().into(), value.0)).collect();
        Datum(Value::from(map))
    }

    /// Puts an entry into this object, in place where nothing else holds it.
    pub(crate) fn put(&mut self, key: &str, value: Datum) {
        if let Value::Object(object) = &mut self.0 {
            Arc::make_mut(object).insert(key.into(), value.0);
        }
    }

    /// Takes an entry out of this object.
    pub(crate) fn remove(&mut self, key: &str) {
        if let Value::Object(object) = &mut self.0 {
            Arc::make_mut(object).remove(&Value::from(key));
        }
    }

    /// This object with one more entry; what is no object stays as it is.
    pub(crate) fn with(mut self, key: &str, value: Datum) -> Datum {
        self.put(key, value);
        self
    }
}

fn convert(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(int), ..) => Value::from(int),
                (None, Some(int), _) => Value::from(int),
                (None, None, float) => Value::from(float.unwrap_or(f64::NAN)),
            }
        }
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => {
            Value::from(items.iter().map(convert).collect::<Vec<_>>())
        }
        serde_json::Value::Object(map) => Value::from(
            map.iter()
                .map(|(key, value)| (Value::from(key.as_str()), convert(value)))
                .collect::<BTreeMap<_, _>>(),
        ),
    }
}
