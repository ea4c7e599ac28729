//! Object literals of HCL as they stand in a text: around a place, behind a key, and what they name.

use crate::source::{SourceFile, Span};
use crate::syntax::hcl::ast::{Expr, Key, Kind};
use crate::syntax::hcl::{Origin, parse_expression};

/// How far from a place its object begins at most, and how long it is, in bytes.
const FAR: u32 = 20_000;

/// An object literal.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    /// From brace to brace.
    pub(super) span: Span,
    /// The key in front of it, where it stands on the line that the object begins on.
    pub(super) key: Option<Span>,
    /// The keys of its entries that are names, as they are written.
    names: Vec<String>,
}

impl Literal {
    /// The innermost object literal around a place; a block's braces are none.
    pub(super) fn around(file: &SourceFile, span: Span) -> Option<Literal> {
        let before = file.slice(span.start.saturating_sub(FAR), span.start);
        let mut depth = 0_u32;
        let opens = before.bytes().rev().position(|byte| match byte {
            b'}' => {
                depth += 1;
                false
            }
            b'{' if depth == 0 => true,
            b'{' => {
                depth -= 1;
                false
            }
            _ => false,
        });
        let back = u32::try_from(opens?).ok()?;
        Literal::at(file, Span { start: span.start - back - 1, ..span }, span.end)
    }

    /// The object literal that is the value of a key which stands at a place.
    pub(super) fn behind(file: &SourceFile, key: Span) -> Option<Literal> {
        let after = file.slice(key.end, key.end.saturating_add(FAR));
        let value = after.trim_start_matches(['"', ')']).trim_start_matches([' ', '\t']);
        let value = value.strip_prefix("=>").or_else(|| value.strip_prefix(['=', ':']))?;
        let value = value.trim_start_matches([' ', '\t']);
        let skipped = u32::try_from(after.len() - value.len()).ok()?;
        value
            .starts_with('{')
            .then(|| Literal::at(file, Span { start: key.end + skipped, ..key }, 0))?
    }

    /// The object literal that begins at a brace and reaches to a place at least.
    fn at(file: &SourceFile, open: Span, least: u32) -> Option<Literal> {
        let begins = file.slice(open.start.saturating_sub(FAR), open.start);
        if !is_value_next(begins) {
            return None;
        }
        let after = file.slice(open.start, open.start.saturating_add(FAR));
        let mut depth = 0_u32;
        let closes = after.bytes().position(|byte| match byte {
            b'{' => {
                depth += 1;
                false
            }
            b'}' => {
                depth -= 1;
                depth == 0
            }
            _ => false,
        });
        let length = u32::try_from(closes?).ok()? + 1;
        let span = Span { end: open.start + length, ..open };
        let text = file.slice(span.start, span.end);
        let Kind::Object(entries) = parse_expression(text, Origin::Nowhere).ok()?.kind else {
            return None;
        };
        let names = entries.iter().filter_map(|(key, _)| name_of(key)).collect();
        (span.end >= least).then(|| Literal { span, key: key_before(begins, span), names })
    }

    /// Whether it has an entry of a name, however that is spelled: `logConfiguration` is
    /// `log_configuration`.
    pub(super) fn names(&self, name: &str) -> bool {
        let plain = |name: &str| -> String {
            name.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let asked = plain(name);
        self.names.iter().any(|own| plain(own) == asked)
    }
}

/// A key that is a name or a literal text.
fn name_of(key: &Key) -> Option<String> {
    match key {
        Key::Name(name, _) => Some(name.to_string()),
        Key::Expr(Expr { kind: Kind::Template(template), .. }) => {
            template.literal().map(|text| text.to_string())
        }
        Key::Expr(_) => None,
    }
}

/// Whether a value stands behind a text, and not the body of a block.
fn is_value_next(before: &str) -> bool {
    let mut before = before.trim_end();
    // A comment may stand between them.
    while let Some(line) = before.lines().next_back() {
        let said = line.trim_start();
        if !said.starts_with('#') && !said.starts_with("//") {
            break;
        }
        before = before[..before.len() - line.len()].trim_end();
    }
    before.ends_with(['=', '(', '[', ',', ':', '?', '>'])
}

/// The key in front of a value, where nothing else stands on its line.
fn key_before(before: &str, value: Span) -> Option<Span> {
    let line = before.rsplit('\n').next()?;
    let said = line.trim_start();
    let key = said.trim_end().strip_suffix(['=', ':'])?.trim_end();
    let plain = !key.is_empty() && !key.contains(['=', ',', '[', '{', '?']);
    let start = value.start - u32::try_from(said.len()).ok()?;
    plain.then(|| Span { start, end: start + u32::try_from(key.len()).unwrap_or(0), ..value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn file(text: &str) -> (SourceFile, impl Fn(&str) -> Span + use<'_>) {
        let at = move |word: &str| {
            let at = text.find(word).unwrap();
            Span::new(FileId(0), at, at + word.len())
        };
        (SourceFile::new("m.tf".into(), text.into()), at)
    }

    #[test]
    fn the_object_around_a_place_is_the_innermost_and_no_block() {
        let object = "{ image = \"x:${var.t}\", name = \"app\", b = { c = 1 } }";
        let text =
            format!("resource \"a\" \"b\" {{\n  a = merge({{ d = 1 }}, {object}, {{}})\n}}\n");
        let (file, at) = file(&text);
        let found = Literal::around(&file, at("\"app\"")).unwrap();
        assert_eq!(file.slice(found.span.start, found.span.end), object);
        assert!(found.names("image") && found.names("Image") && !found.names("user"));
        assert!(Literal::around(&file, at("merge")).is_none());
    }

    #[test]
    fn the_object_behind_a_key_is_its_value() {
        let text = "containers = {\n  # comment\n  \"web\" = {\n    a = 1\n  }\n  (local.name) = { b = 2 }\n  c = 3\n}";
        let (file, at) = file(text);
        let web = Literal::behind(&file, at("web")).unwrap();
        assert!(web.names("a"));
        let key = web.key.unwrap();
        assert_eq!(file.slice(key.start, key.end), "\"web\"");
        assert!(Literal::behind(&file, at("local.name")).unwrap().names("b"));
        assert!(Literal::behind(&file, at("c = 3")).is_none());
    }
}
