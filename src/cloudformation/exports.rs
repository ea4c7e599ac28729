//! Values that other stacks of the tree export: what `Fn::ImportValue` names (user guide, "Fn::ImportValue").

use super::functions::carried;
use super::parameters::Given;
use super::stack::{Shared, Stack};
use crate::value::{Data, Marks, Piece, Reference, Value};
use std::sync::Arc;

/// How many other templates are read to find an export: the nearest ones.
const MAX_TEMPLATES: usize = 200;

impl Stack<'_> {
    pub(super) fn import_value(&mut self, argument: &Value, raw: &Value) -> Value {
        let name = self.value(argument);
        let Some(wanted) = pattern(&name) else {
            return match &name.data {
                Data::Unknown(_) => carried(&name, raw),
                Data::Either(_) => self.unknown("the name of the import depends on a condition", raw),
                _ => self.wrong(raw, "Fn::ImportValue needs a name"),
            };
        };
        let shown: String = wanted.iter().map(|part| part.as_deref().unwrap_or("*")).collect();
        let mut found = self.exported(&wanted);
        let mut value = self.unknown(format!("the export {shown} of another stack is known at deployment"), raw);
        // Several stacks that may be meant are as good as none.
        if found.len() == 1
            && let Some((file, exported)) = found.pop()
        {
            if exported.as_str().is_some() && !exported.marks.any(Marks::DEFAULT) {
                return exported;
            }
            let outside =
                |reference: &Reference| Reference { to: format!("{file}#{}", reference.to).into(), attribute: reference.attribute.clone() };
            let refs: Vec<Reference> = exported.references().iter().map(outside).collect();
            value.refs = (!refs.is_empty()).then(|| refs.into());
            value.marks = value.marks.with(exported.marks.without(Marks::DEFAULT));
        }
        value
    }

    /// The exports of the tree's other templates whose name may be the one wanted.
    fn exported(&mut self, wanted: &[Option<Arc<str>>]) -> Vec<(String, Value)> {
        if self.shared.exports.is_none() {
            self.shared.exports = Some(self.all_exports());
        }
        let all = self.shared.exports.iter().flatten();
        let fit = all.filter(|(path, name, _)| *path != self.file.path && pattern(name).is_some_and(|name| matches(&name, wanted)));
        fit.map(|(path, _, value)| (path.clone(), value.clone())).collect()
    }

    /// Every export of the tree's templates, the nearest templates first.
    fn all_exports(&self) -> Vec<(String, Value, Value)> {
        let own: Vec<&str> = self.file.path.split('/').collect();
        let near = |path: &str| own.iter().zip(path.split('/')).take_while(|(a, b)| *a == b).count();
        let ending = |path: &str| [".yaml", ".yml", ".json", ".template"].iter().any(|ending| path.ends_with(ending));
        let mut paths: Vec<&str> = self.tree.files().filter(|path| ending(path)).collect();
        paths.sort_by_key(|path| (std::cmp::Reverse(near(path)), *path));
        let mut out = Vec::new();
        let mut templates = 0;
        for path in paths.into_iter().take(MAX_TEMPLATES * 10) {
            let Ok(bytes) = self.tree.bytes(path) else { continue };
            let has = |word: &[u8]| memchr::memmem::find(&bytes, word).is_some();
            if !has(b"Export") || !has(b"Outputs") || !has(b"Resources") {
                continue;
            }
            templates += 1;
            if templates > MAX_TEMPLATES {
                break;
            }
            let Ok(mut other) = Stack::new(self.tree, path, String::new(), &Given::default(), Shared::default()) else { continue };
            let Some(outputs) = other.root.get("Outputs").and_then(Value::entries).cloned() else { continue };
            for entry in outputs.values() {
                let Some(name) = entry.value.get("Export").and_then(|export| export.get("Name")) else { continue };
                // What imports in turn is not followed further.
                if imports(name, 0) {
                    continue;
                }
                let name = other.value(&name.clone());
                if let Some(value) = entry.value.get("Value") {
                    let value = if imports(value, 0) { other.unknown("it is imported itself", value) } else { other.value(&value.clone()) };
                    out.push((path.to_owned(), name, value));
                }
            }
        }
        out
    }
}

/// A name as text and gaps; `None` when nothing of it is known.
fn pattern(name: &Value) -> Option<Vec<Option<Arc<str>>>> {
    match &name.data {
        Data::String(text) => Some(vec![Some(text.text.clone())]),
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => {
            let mut out: Vec<Option<Arc<str>>> = Vec::new();
            for piece in &unknown.pieces {
                match (piece, out.last_mut()) {
                    (Piece::Known { text, .. }, Some(Some(last))) => *last = format!("{last}{text}").into(),
                    (Piece::Known { text, .. }, _) => out.push(Some(text.clone())),
                    (Piece::Unknown(_), Some(None)) => {}
                    (Piece::Unknown(_), _) => out.push(None),
                }
            }
            Some(out)
        }
        _ => None,
    }
}

/// Whether two names may be the same: equal where both are known as a whole, else equal in shape, or one fits the gaps of the other.
fn matches(a: &[Option<Arc<str>>], b: &[Option<Arc<str>>]) -> bool {
    match (a, b) {
        ([Some(a)], [Some(b)]) => a == b,
        ([Some(text)], gaps) | (gaps, [Some(text)]) => fits(text, gaps),
        _ => a == b,
    }
}

fn fits(text: &str, gaps: &[Option<Arc<str>>]) -> bool {
    let known: usize = gaps.iter().flatten().map(|part| part.len()).sum();
    if known < 2 {
        return false;
    }
    let mut rest = text;
    for (index, part) in gaps.iter().enumerate() {
        let Some(part) = part else { continue };
        let last = index + 1 == gaps.len();
        let at = match index {
            0 if rest.starts_with(&**part) => 0,
            0 => return false,
            _ if last && rest.ends_with(&**part) => rest.len() - part.len(),
            _ if last => return false,
            _ => match rest.find(&**part) {
                Some(at) => at,
                None => return false,
            },
        };
        rest = &rest[at + part.len()..];
    }
    true
}

fn imports(value: &Value, depth: usize) -> bool {
    if depth > 50 {
        return true;
    }
    match &value.data {
        Data::List(list) => list.items.iter().any(|item| imports(item, depth + 1)),
        Data::Map(map) => map.entries.iter().any(|(key, entry)| &**key == "Fn::ImportValue" || imports(&entry.value, depth + 1)),
        _ => false,
    }
}
