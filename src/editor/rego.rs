//! Policies in an editor: completion of types and attribute paths below `reads` and `quiet` of METADATA.

use super::text::{Encoding, Lines};
use crate::normalize::AttributeType;
use crate::normalize::map::schema::Field;
use crate::normalize::tables::SHAPES;
use lsp_types::{CompletionItem, CompletionItemKind, Range, TextEdit};

/// The keys of METADATA below which types and paths stand.
const KEYS: [&str; 2] = ["reads", "quiet"];
/// How deep paths are offered.
const MAX_DEPTH: usize = 6;

/// What stands at a place of METADATA.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A type is written there.
    Type,
    /// A path of this type.
    Path(String),
}

/// What may be written at a byte of a policy.
#[must_use]
pub fn completions(text: &str, at: usize, by: Encoding) -> Vec<CompletionItem> {
    let Some((place, from)) = place(text, at) else { return Vec::new() };
    let range = Lines::new(text).range(from, at, by);
    match place {
        Place::Type => {
            let mut types: Vec<&str> = SHAPES.iter().map(|shape| shape.ty).collect();
            types.sort_unstable();
            types.dedup();
            let item = |ty: &&str| item(range, ty, ty, String::new(), CompletionItemKind::CLASS);
            types.iter().map(item).collect()
        }
        Place::Path(ty) => {
            let Some(shape) = SHAPES.named(&ty) else { return Vec::new() };
            let mut paths = Vec::new();
            below(shape.fields, "", 0, &mut paths);
            let item = |(path, ty): &(String, AttributeType)| {
                let plain = path.chars().all(|c| c.is_alphanumeric() || "_.".contains(c));
                let written = if plain { path.clone() } else { format!("\"{path}\"") };
                item(range, path, &written, name_of(*ty), CompletionItemKind::FIELD)
            };
            paths.iter().map(item).collect()
        }
    }
}

fn item(
    range: Range,
    label: &str,
    written: &str,
    detail: String,
    kind: CompletionItemKind,
) -> CompletionItem {
    let edit = TextEdit { range, new_text: written.to_owned() };
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail: Some(detail).filter(|detail| !detail.is_empty()),
        // What is typed so far may begin with a quote.
        filter_text: Some(written.to_owned()),
        text_edit: Some(edit.into()),
        ..CompletionItem::default()
    }
}

/// The paths of fields, those of their parts too.
fn below(fields: &[Field], above: &str, depth: usize, paths: &mut Vec<(String, AttributeType)>) {
    if depth > MAX_DEPTH {
        return;
    }
    for field in fields {
        let path = match above {
            "" => field.name.to_owned(),
            above => format!("{above}.{}", field.name),
        };
        let list = field.ty() == AttributeType::List;
        paths.push((path.clone(), field.ty()));
        let inner = if list { format!("{path}[]") } else { path };
        below(field.children(), &inner, depth + 1, paths);
        if list && field.children().is_empty() {
            paths.push((inner, AttributeType::Any));
        }
    }
}

fn name_of(ty: AttributeType) -> String {
    let name = match ty {
        AttributeType::String => "string",
        AttributeType::Number => "number",
        AttributeType::Bool => "boolean",
        AttributeType::List => "list",
        AttributeType::Object => "object",
        AttributeType::FreeMap => "map of strings",
        AttributeType::Image => "image",
        AttributeType::Any => "",
    };
    name.to_owned()
}

/// What is written at a byte, and where the word there begins.
fn place(text: &str, at: usize) -> Option<(Place, usize)> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let (indent, typed) = comment(&before[start..])?;
    // Only a key is completed, not what stands behind its colon.
    if typed.contains(": ") || typed.ends_with(':') {
        return None;
    }
    let from = at - typed.len();
    let mut inner: Option<(usize, String)> = None;
    let mut limit = indent;
    for line in before[..start].lines().rev() {
        let (own, key) = comment(line)?;
        if key == "METADATA" {
            return None;
        }
        let key = key.trim_end();
        if key.is_empty() || own >= limit {
            continue;
        }
        limit = own;
        let name = key.split(':').next().unwrap_or_default().trim_matches(['"', '\'']);
        if KEYS.contains(&name) && key.trim_end().ends_with(':') {
            return Some(match inner {
                None => (Place::Type, from),
                Some((_, ty)) => (Place::Path(ty), from),
            });
        }
        if inner.is_some() {
            return None;
        }
        inner = Some((own, name.to_owned()));
    }
    None
}

/// The indent of a comment's text and the text; `None`: the line is no comment.
fn comment(line: &str) -> Option<(usize, &str)> {
    let rest = line.strip_prefix('#')?;
    let text = rest.trim_start_matches(' ');
    Some((rest.len() - text.len(), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = "# METADATA\n# title: t\n# custom:\n#   severity: high\n#   reads:\n#     ecs.task_definition:\n#       \"containers[].privileged\": true\n";

    fn offered(more: &str) -> Vec<String> {
        let text = format!("{METADATA}{more}");
        let items = completions(&text, text.len(), Encoding::Utf16);
        items.into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn types_and_their_paths_are_offered_where_they_are_written() {
        let types = offered("#     ecs");
        assert!(types.contains(&"ecs.service".to_owned()), "{types:?}");
        assert!(!types.contains(&"network_mode".to_owned()));
        let paths = offered("#       \"cont");
        for path in ["network_mode", "containers[].privileged", "containers[].image.registry"] {
            assert!(paths.contains(&path.to_owned()), "{path}: {paths:?}");
        }
        assert!(!paths.iter().any(|path| path == "ecs.service"));
        // A second type has its own.
        let paths = offered("#     ecs.service:\n#       ");
        assert!(paths.contains(&"launch_type".to_owned()), "{paths:?}");
        assert!(!paths.contains(&"containers[].privileged".to_owned()));
    }

    #[test]
    fn nothing_is_offered_elsewhere() {
        for more in [
            "#   sev",
            "#   quiet: x",
            "package acme.x",
            "#     ecs.service: {",
            "#   message: ecs",
        ] {
            assert_eq!(offered(more), Vec::<String>::new(), "{more}");
        }
        assert_eq!(completions("# reads:\n", 99, Encoding::Utf8).len(), 0);
    }

    #[test]
    fn what_is_typed_is_replaced() {
        let text = format!("{METADATA}#       \"containers[].priv");
        let items = completions(&text, text.len(), Encoding::Utf16);
        let one = items.iter().find(|item| item.label == "containers[].privileged").unwrap();
        let Some(lsp_types::CompletionTextEdit::Edit(edit)) = &one.text_edit else { panic!() };
        assert_eq!(edit.new_text, "\"containers[].privileged\"");
        assert_eq!((edit.range.start.line, edit.range.start.character), (7, 8));
        assert_eq!(one.detail.as_deref(), Some("boolean"));
    }
}
