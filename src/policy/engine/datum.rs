//! The engine's values, built directly: through serialization they take three times as long.

use regorus::Value;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A digest of what policies see.
pub(crate) type Sum = [u8; 32];

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

    /// A digest that no other value has.
    pub(crate) fn sum(&self) -> Sum {
        let mut told = Told(Vec::with_capacity(4 << 10));
        told.value(&self.0);
        Sha256::digest(&told.0).into()
    }

    /// A digest of two values, by theirs.
    pub(crate) fn joined(one: &Sum, other: &Sum) -> Sum {
        Sha256::new_with_prefix(one).chain_update(other).finalize().into()
    }

    /// Puts an entry into this object, in place where nothing else holds it.
    pub(crate) fn put(&mut self, key: &str, value: Datum) {
        if let Value::Object(object) = &mut self.0 {
            Arc::make_mut(object).insert(word(key), value.0);
        }
    }

    /// Takes an entry out of this object.
    pub(crate) fn take(&mut self, key: &str) -> Option<Datum> {
        let Value::Object(object) = &mut self.0 else { return None };
        Arc::make_mut(object).remove(&Value::from(key)).map(Datum)
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
        serde_json::Value::String(text) => word(text),
        serde_json::Value::Array(items) => {
            Value::from(items.iter().map(convert).collect::<Vec<_>>())
        }
        serde_json::Value::Object(map) => Value::from(
            map.iter().map(|(key, value)| (word(key), convert(value))).collect::<BTreeMap<_, _>>(),
        ),
    }
}

/// Bytes of a text that most likely stands elsewhere too: keys, types, words, short ids.
const SHORT: usize = 40;

/// How many such texts a thread keeps.
const WORDS: usize = 1 << 11;

thread_local! {
    /// Texts by what they look like; the last one of those that look alike.
    static KNOWN: RefCell<Vec<Option<Arc<str>>>> = RefCell::new(vec![None; WORDS]);
}

/// A text, shared with others where it is short.
fn word(text: &str) -> Value {
    if text.len() > SHORT {
        return Value::from(text);
    }
    let mut look = text.len() as u64;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    for word in words.iter().chain([&last]) {
        look =
            (look.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    KNOWN.with_borrow_mut(|known| {
        let place = &mut known[(look >> 53) as usize % WORDS];
        match place {
            Some(known) if **known == *text => Value::String(known.clone()),
            _ => {
                let new: Arc<str> = text.into();
                *place = Some(new.clone());
                Value::String(new)
            }
        }
    })
}

/// A value as bytes that no other value has.
struct Told(Vec<u8>);

impl Told {
    fn length(&mut self, tag: u8, length: usize) {
        self.0.push(tag);
        self.0.extend_from_slice(&length.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(b's', text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Undefined => self.0.push(b'u'),
            Value::Null => self.0.push(b'0'),
            Value::Bool(value) => self.0.push(if *value { b't' } else { b'f' }),
            Value::Number(_) => {
                let text = value.to_string();
                self.length(b'n', text.len());
                self.0.extend_from_slice(text.as_bytes());
            }
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                self.length(b'a', items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Set(items) => {
                self.length(b'e', items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Object(entries) => {
                self.length(b'o', entries.len());
                for (key, value) in entries.iter() {
                    self.value(key);
                    self.value(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_two_values_have_one_digest() {
        let sum = |json: &serde_json::Value| Datum::of(json).sum();
        let value = json!({"n": 1, "s": "x", "l": [true, null, "y"]});
        let first = sum(&value);
        assert_eq!(first, sum(&json!({"l": [true, null, "y"], "s": "x", "n": 1})));
        for (pointer, other) in [
            ("/n", json!(1.5)),
            ("/n", json!("1")),
            ("/s", json!("xs")),
            ("/l", json!([true, null, ["y"]])),
            ("/l", json!([true, "y"])),
            ("/l", json!({"0": true, "1": null, "2": "y"})),
        ] {
            let mut changed = value.clone();
            *changed.pointer_mut(pointer).unwrap() = other.clone();
            assert_ne!(first, sum(&changed), "{pointer} {other}");
        }
    }
}
