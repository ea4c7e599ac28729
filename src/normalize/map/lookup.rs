//! Finding an attribute by its source spelling, through blocks, unknowns and arms.

use crate::normalize::map::schema::Dialect;
use crate::source::Span;
use crate::value::{Data, Either, Entry, Map, Place, Value};
use std::sync::Arc;

/// A value found, with its key's place.
#[derive(Clone, Debug)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// Where the last key was written.
    pub key: Option<Span>,
}

/// The value at a dotted path. `.` is the value itself. A list on the way is a Terraform block: its
/// first item is meant. An unknown on the way makes the result unknown, an unknown condition gives
/// arms. `None`: it is not there.
#[must_use]
pub fn lookup(value: &Value, path: &str, dialect: Dialect) -> Option<Found> {
    if path == "." || path.is_empty() {
        return Some(Found { value: value.clone(), key: None });
    }
    if !path.contains('.') {
        return walk(value, &[path], dialect, None, 0);
    }
    let segments: Vec<&str> = path.split('.').collect();
    walk(value, &segments, dialect, None, 0)
}

/// Arms may be nested; more levels than this do not occur in configurations that people write.
const MAX_ARMS: usize = 64;

fn walk(
    value: &Value,
    path: &[&str],
    dialect: Dialect,
    key: Option<Span>,
    arms: usize,
) -> Option<Found> {
    let Some((first, rest)) = path.split_first() else {
        return Some(Found { value: value.clone(), key });
    };
    match &value.data {
        Data::Map(map) => match entry(map, first, dialect) {
            Some(found) => {
                let mut found = walk(&found.value, rest, dialect, found.key, arms)?;
                keep_chain(&mut found.value.place, &value.place);
                Some(found)
            }
            // Somebody may have added the key: it is not missing, it is unknown.
            None => map.rest.as_ref().map(|reason| Found {
                value: Value::unknown(reason.clone(), value.place.span),
                key: None,
            }),
        },
        Data::List(list) => {
            let item = list.items.iter().find(|item| !item.is_null())?;
            walk(item, path, dialect, key, arms)
        }
        Data::Unknown(unknown) => {
            let mut found = Value::unknown(unknown.reason.clone(), value.place.span);
            found.place = value.place.clone();
            found.marks = value.marks;
            found.refs = value.refs.clone();
            Some(Found { value: found, key: None })
        }
        Data::Either(either) if arms < MAX_ARMS => {
            let then = walk(&either.then, path, dialect, key, arms + 1);
            let otherwise = walk(&either.otherwise, path, dialect, key, arms + 1);
            if then.is_none() && otherwise.is_none() {
                return None;
            }
            let key = then.as_ref().or(otherwise.as_ref()).and_then(|found| found.key);
            let arm =
                |found: Option<Found>| found.map_or_else(|| Value::null(None), |found| found.value);
            let mut found = value.clone();
            found.data = Data::Either(Arc::new(Either {
                condition: either.condition.clone(),
                then: arm(then),
                otherwise: arm(otherwise),
            }));
            Some(Found { value: found, key })
        }
        _ => None,
    }
}

/// A map's entry by its spelling: as written, else without regard to case where the source is read
/// so.
#[must_use]
pub fn entry<'a>(map: &'a Map, key: &str, dialect: Dialect) -> Option<&'a Entry> {
    map.entry(key).or_else(|| match dialect {
        Dialect::Terraform => None,
        Dialect::CloudFormation | Dialect::Ecs => map
            .entries
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, entry)| entry),
    })
}

/// The steps that carried an outer value carried what is inside it too: kept where an object
/// between the two is left out.
fn keep_chain(place: &mut Place, outer: &Place) {
    if place.chain.is_none() {
        place.chain = outer.chain.clone();
    }
}
