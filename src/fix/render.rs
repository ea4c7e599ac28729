//! Changes to replacements of bytes, all of one file together: what one block gets from several is put into it at once.

use super::insert::extend;
use super::layout::Text;
use super::read;
use crate::finding::{Change, What};
use crate::source::SourceFile;
use serde_json::{Map, Value};

/// Bytes of a file, and the text that comes in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The first byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What comes.
    pub text: String,
    /// Of several that put something in at one place the lowest comes first.
    pub(super) order: i64,
}

impl Replacement {
    pub(super) fn new(start: usize, end: usize, text: impl Into<String>) -> Replacement {
        Replacement { start, end, text: text.into(), order: 0 }
    }

    pub(super) fn ordered(self, order: i64) -> Replacement {
        Replacement { order, ..self }
    }
}

/// The replacements that changes of one file come to, in the file's order and apart from each other.
///
/// # Errors
/// Why one of them cannot be made.
pub fn render(file: &SourceFile, changes: &[Change]) -> Result<Vec<Replacement>, String> {
    let mut made: Vec<Replacement> = Vec::new();
    let mut grown: Vec<(&Change, Map<String, Value>)> = Vec::new();
    for change in changes {
        match &change.what {
            What::Replace(text) => {
                let one = Replacement::new(change.start, change.end, text.as_str());
                if !made.contains(&one) {
                    made.push(one);
                }
            }
            What::Extend(tree) | What::Add(tree) => {
                let tree = tree_of(tree)?;
                match grown.iter_mut().find(|(known, _)| same_place(known, change)) {
                    Some((_, known)) => join(known, tree)?,
                    None => grown.push((change, tree)),
                }
            }
        }
    }
    for (change, tree) in grown {
        let layout = match change.what {
            What::Extend(_) => read::resource(file, change.start),
            What::Add(_) | What::Replace(_) => read::object(file, change.start, change.end),
        };
        let layout = layout
            .ok_or_else(|| "the layout of what it would be added to is not known".to_owned())?;
        extend(Text(&file.text), &layout, &tree, &mut made)?;
    }
    made.sort_by_key(|one| (one.start, one.end, one.order));
    if made.iter().any(|one| drops_comment(&file.text, one)) {
        return Err("a comment stands in what would be replaced".to_owned());
    }
    let apart = made.windows(2).all(|pair| pair[0].end <= pair[1].start);
    if apart { Ok(made) } else { Err("the changes overlap".to_owned()) }
}

/// Whether a replacement takes a comment away that stands between what is written.
fn drops_comment(text: &str, made: &Replacement) -> bool {
    let old = text.get(made.start..made.end).unwrap_or_default();
    let marks = ["/*", "//", "#"];
    !old.starts_with(['"', '\''])
        && marks.iter().any(|mark| old.contains(mark) && !made.text.contains(old))
}

/// Whether two changes cannot both be made.
#[must_use]
pub fn clash(one: &Change, other: &Change) -> bool {
    if one.file != other.file {
        return false;
    }
    match (&one.what, &other.what) {
        (What::Replace(first), What::Replace(second)) => {
            let same = (one.start, one.end) == (other.start, other.end);
            let overlap = one.start < other.end && other.start < one.end;
            if same { first != second } else { overlap }
        }
        (What::Replace(_), _) | (_, What::Replace(_)) => false,
        (What::Extend(first) | What::Add(first), What::Extend(second) | What::Add(second)) => {
            let trees = || tree_of(first).and_then(|first| Ok((first, tree_of(second)?)));
            same_place(one, other)
                && trees().is_ok_and(|(mut first, second)| join(&mut first, second).is_err())
        }
    }
}

fn same_place(one: &Change, other: &Change) -> bool {
    let kind = |change: &Change| matches!(change.what, What::Extend(_));
    (one.start, one.end, kind(one)) == (other.start, other.end, kind(other))
}

fn tree_of(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err("the edit of the policy is not a table".to_owned()),
    }
}

/// Puts what one tree says into another.
fn join(into: &mut Map<String, Value>, from: Map<String, Value>) -> Result<(), String> {
    for (name, value) in from {
        match (into.get_mut(&name), value) {
            (None, value) => drop(into.insert(name, value)),
            (Some(Value::Object(known)), Value::Object(more)) => join(known, more)?,
            (Some(Value::Array(known)), Value::Array(more)) => {
                let new: Vec<Value> =
                    more.into_iter().filter(|item| !known.contains(item)).collect();
                known.extend(new);
            }
            (Some(known), value) if *known == value => {}
            _ => return Err(format!("`{name}` would get two values")),
        }
    }
    Ok(())
}

/// A text with its replacements made.
#[must_use]
pub fn applied(text: &str, made: &[Replacement]) -> String {
    let mut new = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for one in made {
        new.push_str(text.get(from..one.start).unwrap_or_default());
        new.push_str(&one.text);
        from = one.end;
    }
    new.push_str(text.get(from..).unwrap_or_default());
    new
}
