//! The lines of METADATA with their places: which key and which value stands where. Keys are read as
//! they are written in blocks, by their indentation; what stands in braces has the place of its line.

use crate::policy::text::{Comment, Scanned};

/// A key of METADATA.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The keys around it and the key: `["custom", "reads", "ecs.service"]`.
    pub(super) path: Vec<String>,
    /// Line, from 1.
    pub(super) line: u32,
    /// Column of the key in characters, from 1.
    pub(super) column: u32,
    /// What stands behind it in its line.
    pub(super) value: String,
    /// Column of the value.
    pub(super) value_column: u32,
}

/// A METADATA block's lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) keys: Vec<Key>,
    /// A line that YAML would read otherwise than it is meant: line, column, what is wrong.
    pub(super) unquoted: Option<(u32, u32, String)>,
    /// The first line, that of `# METADATA`.
    pub(super) line: u32,
}

impl Lines {
    /// Where a key stands, else the nearest key around it, else the block.
    pub(super) fn key(&self, path: &[&str]) -> (u32, u32) {
        self.nearest(path).map_or((self.line, 1), |key| (key.line, key.column))
    }

    /// Where a key's value stands.
    pub(super) fn value(&self, path: &[&str]) -> (u32, u32) {
        match self.nearest(path) {
            Some(key) if key.path.len() == path.len() && !key.value.is_empty() => {
                (key.line, key.value_column)
            }
            Some(key) => (key.line, key.column),
            None => (self.line, 1),
        }
    }

    fn nearest(&self, path: &[&str]) -> Option<&Key> {
        (1..=path.len()).rev().find_map(|length| {
            self.keys.iter().find(|key| {
                key.path.len() == length
                    && key.path.iter().zip(path).all(|(one, other)| one == other)
            })
        })
    }
}

/// Reads the lines below `# METADATA` in line `line`.
pub(super) fn read(scanned: &Scanned<'_>, line: u32) -> Lines {
    let mut lines = Lines { line, ..Lines::default() };
    let mut around: Vec<(usize, String)> = Vec::new();
    let mut text_below: Option<usize> = None;
    let mut last = line;
    for Comment { line, text, .. } in
        scanned.comments.iter().filter(|comment| comment.whole_line && comment.line > line)
    {
        if *line != last + 1 {
            break;
        }
        last = *line;
        let indent = text.chars().take_while(|c| *c == ' ').count();
        let content = text.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        match text_below {
            Some(of) if indent > of => continue,
            _ => text_below = None,
        }
        // The comment's first character stands behind `#`; one that is indented stands further.
        let first = 2 + indent as u32;
        let (item, content) = match content.strip_prefix("- ") {
            Some(rest) => (2 + (content.len() - 2 - rest.trim_start().len()), rest.trim_start()),
            None => (0, content),
        };
        let Some((key, value)) = split(content) else { continue };
        let indent = indent + item;
        let column = first + item as u32;
        while around.last().is_some_and(|(other, _)| *other >= indent) {
            around.pop();
        }
        let key_length = key.chars().count();
        let key = unquoted(key).to_owned();
        let value_column = column + (key_length + content_gap(content, key_length)) as u32;
        if value.starts_with(['|', '>']) {
            text_below = Some(indent);
        } else if lines.unquoted.is_none() {
            lines.unquoted = needs_quotes(value).map(|(offset, why)| {
                let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
                let why =
                    format!("METADATA: {why} in a text without quotes: write {key}: \"{quoted}\"");
                (*line, value_column + offset as u32, why)
            });
        }
        let mut path: Vec<String> = around.iter().map(|(_, key)| key.clone()).collect();
        path.push(key.clone());
        around.push((indent, key));
        lines.keys.push(Key { path, line: *line, column, value: value.to_owned(), value_column });
    }
    lines
}

/// The characters between a key and its value: the colon and the blanks behind it.
fn content_gap(content: &str, key: usize) -> usize {
    let behind: String = content.chars().skip(key + 1).collect();
    1 + behind.chars().take_while(|c| *c == ' ').count()
}

/// A key and what stands behind its colon.
fn split(content: &str) -> Option<(&str, &str)> {
    if let Some(quote) = content.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = content[1..].find(quote)? + 2;
        let (key, rest) = content.split_at(end);
        return rest.strip_prefix(':').map(|value| (key, value.trim()));
    }
    let at = content.find(": ").or_else(|| content.ends_with(':').then(|| content.len() - 1))?;
    let (key, rest) = content.split_at(at);
    (!key.starts_with(['{', '['])).then(|| (key, rest[1..].trim()))
}

fn unquoted(key: &str) -> &str {
    let inner = |quote: char| key.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(key)
}

/// What in a value without quotes YAML takes for something else: at which character, and what.
fn needs_quotes(value: &str) -> Option<(usize, &'static str)> {
    if value.starts_with(['"', '\'', '{', '[', '&', '*', '|', '>', '!']) {
        // A star or a brace may be meant: whether YAML reads it is asked of YAML.
        return None;
    }
    let character = |at: usize| value[..at].chars().count();
    if let Some(at) = value.find(": ") {
        return Some((character(at), "`: `"));
    }
    if value.ends_with(':') && value.len() > 1 {
        return Some((value.chars().count() - 1, "`:`"));
    }
    match value.chars().next()? {
        '`' => Some((0, "a backtick")),
        '@' => Some((0, "`@`")),
        '%' => Some((0, "`%`")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::text::scan;

    const BLOCK: &str = "# METADATA\n# title: A: b\n# custom:\n#   severity: low\n#   reads:\n#     ecs.service:\n#       \"a.b\": null\n#   remediation:\n#     fix: |\n#       x: y: z\n#   mitre: [T1]\npackage a\n";

    #[test]
    fn keys_and_values_have_places() {
        let lines = read(&scan(BLOCK), 1);
        assert_eq!(lines.value(&["custom", "severity"]), (4, 15));
        assert_eq!(lines.key(&["custom", "reads", "ecs.service"]), (6, 7));
        assert_eq!(lines.key(&["custom", "reads", "ecs.service", "a.b"]), (7, 9));
        assert_eq!(lines.key(&["custom", "reads", "ecs.service", "none"]), (6, 7));
        assert_eq!(lines.key(&["none"]), (1, 1));
        assert_eq!(lines.key(&["custom", "mitre"]), (11, 5));
        let (line, column, why) = lines.unquoted.unwrap();
        assert_eq!((line, column), (2, 11));
        assert!(why.ends_with("write title: \"A: b\""), "{why}");
    }
}
