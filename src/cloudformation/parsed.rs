//! Templates as they are parsed. Discovery, the exports of a tree, a unit, its second evaluation and
//! every stack that nests it ask for the same one: it is parsed once for all of them.

use super::stack::read;
use crate::source::{File, FileId};
use crate::syntax::SyntaxError;
use crate::tree::Tree;
use crate::value::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A template's root with what is odd about its text, or why there is none.
pub(super) type Parsed = Result<(Value, Vec<SyntaxError>), SyntaxError>;

/// Bytes of text whose values are kept; what is beyond is parsed each time it is asked for.
const KEPT: usize = 4 << 20;

/// The templates of a tree that were parsed.
#[derive(Default)]
struct Templates(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    parsed: HashMap<FileId, Arc<Parsed>>,
    bytes: usize,
}

/// A template of a tree.
pub(super) fn parsed(tree: &Tree, id: FileId, file: &File) -> Arc<Parsed> {
    let templates = tree.kept(Templates::default);
    let kept = || templates.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept().parsed.get(&id) {
        return known.clone();
    }
    // Another thread is not kept waiting: at worst both parse it.
    let made = Arc::new(read(id, file));
    let mut kept = kept();
    if kept.bytes + file.text.len() <= KEPT && kept.parsed.insert(id, made.clone()).is_none() {
        kept.bytes += file.text.len();
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_parsed_once_and_much_text_is_not_kept() {
        let large = format!("Resources: {{A: {{Type: A::B, Text: \"{}\"}}}}", "x".repeat(KEPT));
        let tree = Tree::of_texts(&[
            ("a.yaml", "Resources: {A: {Type: A::B}}"),
            ("b.yaml", &large),
            ("c.yaml", "Resources: ["),
        ]);
        let of = |path: &str| {
            let (id, file) = tree.load(path).unwrap();
            (parsed(&tree, id, &file), parsed(&tree, id, &file))
        };
        for (path, once) in [("b.yaml", false), ("a.yaml", true), ("c.yaml", true)] {
            let (first, second) = of(path);
            assert_eq!(Arc::ptr_eq(&first, &second), once, "{path}");
            assert_eq!(first.is_ok(), path != "c.yaml");
        }
    }
}
