//! Values that other stacks of the tree export: what `Fn::ImportValue` names (user guide,
//! "Fn::ImportValue").

use super::functions::carried;
use super::given::Given;
use super::stack::{Shared, Stack};
use crate::syntax::flat::Flat;
use crate::tree::Tree;
use crate::value::{Cause, Data, Marks, Part, Piece, Place, Reference, StepKind, Type, Value};
use std::sync::Arc;

/// A name as text (`Some`) and gaps.
type Pattern = Vec<Option<Arc<str>>>;

/// An output that a template of the tree exports.
pub(super) struct Export {
    file: String,
    name: Pattern,
    value: Value,
}

/// All exports of a tree, by file.
#[derive(Default)]
pub(super) struct Exports(Vec<Export>);

impl Stack<'_> {
    pub(super) fn import_value(&mut self, argument: &Value, raw: &Value) -> Value {
        let name = self.value(argument);
        let Some(wanted) = pattern(&name) else {
            return match &name.data {
                Data::Unknown(_) => carried(&name, raw),
                Data::Either(_) => {
                    self.unknown(Cause::Part("the name of the import depends on a condition"), raw)
                }
                _ => self.wrong(raw, "Fn::ImportValue needs a name"),
            };
        };
        let shown: String = wanted.iter().map(|part| part.as_deref().unwrap_or("*")).collect();
        let exports = self.exports();
        let found: Vec<&Export> = exports
            .0
            .iter()
            .filter(|export| export.file != self.file.path && matches(&export.name, &wanted))
            .collect();
        let cause = Cause::Export { name: shown.into(), exporters: found.len() };
        let mut value = self.unknown(cause, raw);
        // Several stacks that may be meant are as good as none.
        if let [export] = found.as_slice() {
            let exported = &export.value;
            if exported.as_str().is_some() && !exported.marks.any(Marks::DEFAULT) {
                return exported.clone().through(
                    StepKind::ModuleOutput,
                    export.file.as_str(),
                    raw.place.span,
                );
            }
            let outside = |reference: &Reference| Reference {
                to: format!("{}#{}", export.file, reference.to).into(),
                attribute: reference.attribute.clone(),
            };
            let refs = |value: &Value| -> Option<Arc<[Reference]>> {
                let refs: Vec<Reference> = value.references().iter().map(outside).collect();
                (!refs.is_empty()).then(|| refs.into())
            };
            value.refs = refs(exported);
            value.marks = value.marks.with(exported.marks.without(Marks::DEFAULT));
            if let Data::Unknown(unknown) = &mut value.data {
                let unknown = Arc::make_mut(unknown);
                let cause = unknown.reason.clone();
                let through = |place: &Place| {
                    place.through(StepKind::ModuleOutput, export.file.as_str(), raw.place.span)
                };
                unknown.pieces = pieces(exported, &|piece| match piece {
                    Piece::Known { text, place, marks, encoded } if !marks.any(Marks::DEFAULT) => {
                        let (text, encoded) = (text.clone(), encoded.clone());
                        Piece::Known { text, place: through(place), marks: *marks, encoded }
                    }
                    // The exporting stack may be deployed with another value than its default.
                    Piece::Known { place, marks, .. } => Piece::Unknown(Value {
                        place: through(place),
                        marks: marks.without(Marks::DEFAULT),
                        ..Value::unknown(cause.clone(), None)
                    }),
                    Piece::Unknown(hole) => Piece::Unknown(Value {
                        place: through(&hole.place),
                        marks: hole.marks.without(Marks::DEFAULT),
                        refs: refs(hole),
                        ..Value::unknown(seen(hole, &export.file).unwrap_or(cause.clone()), None)
                    }),
                });
                if !unknown.pieces.is_empty() {
                    unknown.ty = Type::String;
                }
            }
        }
        value
    }

    /// The exports of the tree, read once for all of its units.
    fn exports(&mut self) -> Arc<Exports> {
        let tree = self.tree;
        self.shared.exports.get_or_insert_with(|| tree.kept(|| all(tree))).clone()
    }
}

/// Every export of the tree's templates. Imports in them are not followed: templates that import
/// from each other would never end.
fn all(tree: &Tree) -> Exports {
    let ending = |path: &str| {
        [".yaml", ".yml", ".json", ".template"].iter().any(|ending| path.ends_with(ending))
    };
    let mut out = Vec::new();
    for path in tree
        .files()
        .filter(|path| ending(path) && !tree.is_alias(path) && !crate::path::in_package(path))
    {
        let Ok(bytes) = tree.bytes(path) else { continue };
        let has = |word: &[u8]| memchr::memmem::find(&bytes, word).is_some();
        // Most files of a tree are no templates that export: a search is cheaper than parsing them.
        if !has(b"Export") || !has(b"Outputs") || !has(b"Resources") {
            continue;
        }
        out.extend(of(tree, path));
    }
    Exports(out)
}

/// The pieces of a text that is known in part, as whoever imports it sees them. None where nothing
/// of it stays known.
fn pieces(exported: &Value, imported: &dyn Fn(&Piece) -> Piece) -> Vec<Piece> {
    let pieces: Vec<Piece> = written(exported).iter().map(imported).collect();
    if pieces.iter().any(is_kept) { pieces } else { Vec::new() }
}

/// Whether importers see a piece's text: a default is for one deployment of the exporting stack.
fn is_kept(piece: &Piece) -> bool {
    matches!(piece, Piece::Known { text, marks, .. } if !text.is_empty() && !marks.any(Marks::DEFAULT))
}

/// The pieces of a text as they are written. None where the whole is what a parameter's default says.
fn written(exported: &Value) -> Vec<Piece> {
    match &exported.data {
        Data::Unknown(unknown) => unknown.pieces.clone(),
        Data::String(text) => {
            let default = |part: &Part| part.marks.any(Marks::DEFAULT);
            let told = text.parts.as_deref().is_some_and(|parts| parts.iter().any(default));
            let flat = Flat::of_string(exported).filter(|_| told);
            flat.map_or_else(Vec::new, |flat| flat.pieces(0, flat.text.len()))
        }
        _ => Vec::new(),
    }
}

/// Why a part of an export is not known, where that means the same to whoever imports it: of what a
/// parameter of the other stack is, only the export can be told.
fn seen(hole: &Value, file: &str) -> Option<Cause> {
    match &hole.as_unknown()?.reason {
        Cause::Pseudo { name } if matches!(&**name, "AWS::StackName" | "AWS::StackId") => None,
        // A stack imports from its own region and account.
        reason @ (Cause::Pseudo { .. } | Cause::Resolved { .. }) => Some(reason.clone()),
        reason @ Cause::AtDeployment { resource, attribute } if reason.is_plain() => {
            let resource = format!("{file}#{resource}").into();
            Some(Cause::AtDeployment { resource, attribute: attribute.clone() })
        }
        _ => None,
    }
}

/// What a template exports.
fn of(tree: &Tree, path: &str) -> Vec<Export> {
    // Exports of exports are not followed: the set is empty while it is made.
    let shared =
        Shared { exports: Some(Arc::default()), above: vec![path.to_owned()], ..Shared::default() };
    let stack = Stack::new(tree, path, String::new(), &Given::default(), shared);
    let Ok(mut stack) = stack else { return Vec::new() };
    let outputs = stack.root.get("Outputs").and_then(Value::entries).cloned();
    let mut out = Vec::new();
    for entry in outputs.iter().flat_map(|outputs| outputs.values()) {
        let Some(name) = entry.value.get("Export").and_then(|export| export.get("Name")).cloned()
        else {
            continue;
        };
        // A name that is known in part matches as a pattern.
        let Some(name) = pattern(&stack.value(&name)) else { continue };
        out.extend(stack.output(&entry.value).map(|value| Export {
            file: path.to_owned(),
            name,
            value,
        }));
    }
    out
}

/// What importers see of a template, so that two states of it can be compared; `None` where they see
/// the very text that is written there.
#[must_use]
pub fn exported(tree: &Tree, path: &str) -> Option<Vec<String>> {
    let seen = |export: Export| {
        let Export { name, value, .. } = export;
        let written = value.as_str().is_some() && !value.marks.any(Marks::DEFAULT);
        let in_part = self::written(&value).iter().any(is_kept);
        (!written && !in_part)
            .then(|| format!("{name:?} {:?} {:?}", value.marks, value.references()))
    };
    of(tree, path).into_iter().map(seen).collect()
}

/// A name as text and gaps; `None` when nothing of it is known.
fn pattern(name: &Value) -> Option<Pattern> {
    match &name.data {
        Data::String(text) => Some(vec![Some(text.text.clone())]),
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => {
            let mut out: Pattern = Vec::new();
            for piece in &unknown.pieces {
                match (piece, out.last_mut()) {
                    (Piece::Known { text, .. }, Some(Some(last))) => {
                        *last = format!("{last}{text}").into()
                    }
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

/// Whether two names may be the same: equal where both are known as a whole, else equal in shape,
/// or one fits the gaps of the other.
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
