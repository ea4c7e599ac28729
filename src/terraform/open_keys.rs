//! Keys of `for_each` that are not known: each of them is an instance all the same.
//!
//! A map forgets the values under keys that are not known, for whoever looks a key up cannot be
//! told which they are. `for_each` does not look keys up: it needs every entry once. So its
//! expression is read for its entries.

use super::eval::{Evaluator, iterate};
use super::instance::{Binding, Scope};
use crate::syntax::hcl::ast::{Expr, Key, Kind};
use crate::value::{Cause, Data, Piece, Value};
use std::sync::Arc;

/// In front of a key that is not known, where instances are held by their keys: no known key begins
/// with this private-use character.
const OPEN: char = '\u{F0000}';

/// How far names and calls are followed.
const MAX_STEPS: u32 = 32;

/// An expression's entries: keys, known or not, with their values.
type Entries = Vec<(Value, Value)>;

impl Evaluator<'_> {
    /// The entries of an expression that gives a map with keys that are not known. `None`: there
    /// may be others than those that are written.
    pub(super) fn open_entries(&self, expr: &Expr, scope: &Scope) -> Option<Entries> {
        self.entries_within(expr, scope, MAX_STEPS)
    }

    fn entries_within(&self, expr: &Expr, scope: &Scope, left: u32) -> Option<Entries> {
        let left = left.checked_sub(1)?;
        if let Kind::Access(base, steps) = &expr.kind
            && steps.len() == 1
            && let Some(Binding::Expr(next, inner)) = self.binding(base, steps, scope)
        {
            return self.entries_within(&next, &inner, left);
        }
        match &expr.kind {
            Kind::Group(inner) => self.entries_within(inner, scope, left),
            Kind::Call { name, args, expand: false } if &**name == "merge" => {
                let mut all: Entries = Vec::new();
                for arg in args {
                    for (key, value) in self.entries_within(arg, scope, left)? {
                        // A later argument wins; keys that are not known may be any and replace nothing.
                        all.retain(|(known, _)| {
                            known.as_str().is_none() || known.as_str() != key.as_str()
                        });
                        all.push((key, value));
                    }
                }
                Some(all)
            }
            Kind::Object(entries) => Some(
                entries
                    .iter()
                    .map(|(key, value)| {
                        let key = match key {
                            Key::Name(name, place) => Value::string(name.clone(), *place),
                            Key::Expr(key) => self.value_of(key, scope),
                        };
                        (key, self.value_of(value, scope))
                    })
                    .collect(),
            ),
            Kind::For(body) if body.condition.is_none() && !body.group => {
                let key = body.key_result.as_ref()?;
                let collection = self.value_of(&body.collection, scope);
                let items = iterate(&collection)?;
                // Any number of further items: the entries are not all there.
                if items.iter().any(|(_, item)| is_rest(item)) {
                    return None;
                }
                let entry = |(index, item): (Value, Value)| {
                    let inner = match &body.key {
                        Some(name) => scope.with(name, index),
                        None => scope.clone(),
                    };
                    let inner = inner.with(&body.item, item);
                    (self.value_of(key, &inner), self.value_of(&body.result, &inner))
                };
                Some(items.into_iter().map(entry).collect())
            }
            _ => match self.value_of(expr, scope).data {
                Data::Map(map) if map.rest.is_none() => Some(
                    map.entries
                        .iter()
                        .map(|(key, entry)| {
                            (Value::string(key.clone(), entry.key), entry.value.clone())
                        })
                        .collect(),
                ),
                _ => None,
            },
        }
    }
}

fn is_rest(item: &Value) -> bool {
    item.as_unknown().is_some_and(|unknown| unknown.rest)
}

/// A key that is not known, as a person reads it: `logs-${data.aws_caller_identity.me.account_id}`.
/// Two keys with this text are one.
pub(super) fn shown(key: &Value) -> String {
    let gap = |value: &Value| {
        let named = value.references().first().map(|reference| {
            let dot = if reference.attribute.is_empty() { "" } else { "." };
            format!("{}{dot}{}", reference.to, reference.attribute)
        });
        let variable = || match value.as_unknown().map(|unknown| &unknown.reason) {
            Some(Cause::NoDefault { variable } | Cause::Suggested { variable }) => {
                variable.to_string()
            }
            _ => "unknown".to_owned(),
        };
        format!("${{{}}}", named.unwrap_or_else(variable).replace('"', "'"))
    };
    match key.as_unknown() {
        Some(unknown) if !unknown.pieces.is_empty() => unknown
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Known { marks, .. } if marks.with(key.marks).is_secret() => "***".to_owned(),
                Piece::Known { text, .. } => text.to_string(),
                Piece::Unknown(hole) => gap(hole),
            })
            .collect(),
        _ => gap(key),
    }
}

/// The key that instances are held under.
pub(super) fn held_under(key: &Value) -> Arc<str> {
    Arc::from(format!("{OPEN}{}", shown(key)))
}

/// Whether instances are held under this key because theirs is not known.
pub(super) fn is_open(key: &str) -> bool {
    key.starts_with(OPEN)
}

/// What an instance's key reads as for an expression.
pub(super) fn key_value(key: &Arc<str>, at: Option<crate::source::Span>) -> Value {
    match key.strip_prefix(OPEN) {
        Some(shown) => {
            let cause = Cause::Runner(format!("the key {shown} is known only after apply").into());
            super::eval::string_unknown(cause, at)
        }
        None => Value::string(key.clone(), at),
    }
}
