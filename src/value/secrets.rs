//! The texts of values that are marked secret.

use super::{Data, MapKind, Piece, Value};
use crate::secret::Known;

/// Deepest value that is looked into.
const MAX_DEPTH: usize = 64;

/// Learns every text of a value that is secret, or that a secret part of it has.
pub fn learn(value: &Value, known: &mut Known) {
    within(value, false, known, 0);
}

/// Learns what an expression made. Of something that was made of more than secrets (a list, an
/// object, an encoding of one) the marks say only that there is a secret in it: its parts have
/// marks of their own.
pub fn learn_made(value: &Value, of_scalars: bool, known: &mut Known) {
    match &value.data {
        Data::String(text) if value.marks.is_secret() && text.parts.is_none() && !of_scalars => {
            known.add_whole(&text.text);
        }
        Data::List(_) | Data::Map(_) | Data::Either(_) if !of_scalars => {}
        _ if value.marks.is_secret() => learn(value, known),
        Data::String(_) | Data::Unknown(_) => learn(value, known),
        _ => {}
    }
}

/// Whether a text is an object or a list that was put together as JSON.
pub fn is_encoding(value: &Value) -> bool {
    let begins = |text: &str| text.trim_start().starts_with(['{', '[']);
    match &value.data {
        Data::String(text) => text.parts.is_some() && begins(&text.text),
        Data::Unknown(unknown) => match unknown.pieces.as_slice() {
            [Piece::Known { text, .. }, ..] => begins(text),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a text is the name of an image, with a registry, a repository or a tag: in an object that is
/// secret as a whole it tells nothing of the secret, and stands in other texts.
fn is_image(value: &Value) -> bool {
    let part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./:_-@".contains(c);
    let Data::String(text) = &value.data else { return false };
    let named = text.text.contains('/') || text.text.contains(':');
    named && text.parts.is_none() && text.text.chars().all(part) && !text.text.contains("//")
}

fn within(value: &Value, inside: bool, known: &mut Known, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    let secret = inside || value.marks.is_secret();
    match &value.data {
        Data::String(text) => {
            let parts = text.parts.as_deref().unwrap_or_default();
            if secret && !parts.iter().any(|part| part.marks.is_secret()) {
                known.add(&text.text);
                return;
            }
            for (index, part) in parts.iter().enumerate() {
                let end = parts.get(index + 1).map_or(text.text.len(), |next| next.start as usize);
                if part.marks.is_secret()
                    && let Some(run) = text.text.get(part.start as usize..end)
                {
                    known.add(run);
                }
            }
        }
        Data::Number(number) if secret => known.add(&number.to_string()),
        Data::List(list) => {
            list.items.iter().for_each(|item| within(item, secret, known, depth + 1));
        }
        Data::Map(map) => {
            for (key, entry) in &map.entries {
                // The names of an object's attributes are no secrets.
                let name = |c: char| c.is_ascii_alphabetic() || c == '_';
                if secret && (map.kind == MapKind::Map || !key.chars().all(name)) {
                    known.add(key);
                }
                if &**key == "image" && is_image(&entry.value) {
                    continue;
                }
                within(&entry.value, secret, known, depth + 1);
            }
        }
        Data::Either(either) => {
            within(&either.then, secret, known, depth + 1);
            within(&either.otherwise, secret, known, depth + 1);
        }
        Data::Unknown(unknown) => {
            for piece in &unknown.pieces {
                match piece {
                    Piece::Known { text, marks, .. } if secret || marks.is_secret() => {
                        known.add(text);
                    }
                    Piece::Known { .. } => {}
                    Piece::Unknown(value) => within(value, false, known, depth + 1),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Entry, Map, Marks};
    use std::sync::Arc;

    #[test]
    fn an_image_in_a_secret_object_is_not_learned() {
        let entry = |text: &str| Entry { key: None, value: Value::string(text, None) };
        let entries = [("image", "acme/default-backend:1"), ("key", "correct-horse")];
        let entries = entries.map(|(key, text)| (Arc::from(key), entry(text)));
        let entries = entries.into_iter().collect();
        let map = Map { kind: MapKind::Object, entries, rest: None };
        let object = Value::new(Data::Map(Arc::new(map)), None).marked(Marks::SENSITIVE);
        let mut known = Known::default();
        learn(&object, &mut known);
        assert!(known.has_any("correct-horse") && !known.has_any("acme/default-backend:1"));
        for secret in ["hunter2", "postgres://a:b@c", "Acme/Secret"] {
            assert!(!is_image(&Value::string(secret, None)), "{secret}");
        }
    }
}
