//! Edits that an editor offers at a finding: a suppression with its reason, and the changes of a fix.

use crate::finding::{Finding, Location, RelatedKind};
use crate::source::{Position, SourceFile};

/// The reason that a suppression has until a person writes one.
pub const REASON: &str = "TODO: say why this is accepted";

/// A place for a suppression, the narrowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The file, as reported.
    pub file: String,
    /// The byte before which something is put in.
    pub at: usize,
    /// What is put in.
    pub text: String,
}

/// The comments that may suppress a finding: above its line, and above the block that declares the resource.
/// Whether one does is known once it is scanned. `text`: the text of a file of the report.
#[must_use]
pub fn comments(
    finding: &Finding,
    reason: &str,
    text: &dyn Fn(&str) -> Option<std::sync::Arc<str>>,
) -> Vec<Put> {
    let declared = finding.related.iter().filter(|one| one.kind == RelatedKind::Declaration);
    let places = std::iter::once(&finding.location).chain(declared.map(|one| &one.location));
    let mut all = Vec::new();
    for Location { file, start, .. } in places {
        let comment = format!("# stridelint:ignore[{}] reason=\"{}\"", finding.check, said(reason));
        let Some(text) = text(file).filter(|_| takes_comments(file)) else { continue };
        if let Some(put) = above(file, &text, *start, &comment)
            && !all.contains(&put)
        {
            all.push(put);
        }
    }
    all
}

/// Whether a file may hold comments that begin with `#`.
fn takes_comments(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default();
    let json = file.ends_with(".tf.json");
    !json && ["tf", "tofu", "tfvars", "hcl", "yaml", "yml", "template"].contains(&ending)
}

/// A line above another one, with its indent and its line ending.
fn above(file: &str, text: &str, at: Position, line: &str) -> Option<Put> {
    // A template in JSON may have the name of any template.
    if text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let source = SourceFile::new(file.to_owned(), text.to_owned());
    let (start, _) = source.line_span(at.line)?;
    let old = source.line(at.line);
    let indent = &old[..old.len() - old.trim_start().len()];
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Some(Put { file: file.to_owned(), at: start as usize, text: format!("{indent}{line}{ending}") })
}

/// An entry of `stridelint.toml` that suppresses a finding, behind what the file has. `file` is the finding's
/// file below the configuration's folder.
#[must_use]
pub fn entry(finding: &Finding, file: &str, reason: &str, configuration: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let gap = match configuration {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!(
        "{gap}[[ignore]]\ncheck = {}\npath = {}\nresource = {}\nreason = {}\n",
        quoted(&finding.check),
        quoted(&literal(file)),
        quoted(&literal(&finding.resource)),
        quoted(&said(reason)),
    )
}

/// A text as a glob that means nothing else.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '*' | '?' | '[' | ']' | '{' | '}' => out.extend(['[', c, ']']),
            c => out.push(c),
        }
    }
    out
}

/// A reason as it may stand in quotes: one line, no quote.
fn said(reason: &str) -> String {
    let words: Vec<&str> = reason.split_whitespace().collect();
    let plain = crate::printable::plain(&words.join(" ")).replace(['"', '\\'], "'");
    if plain.is_empty() { REASON.to_owned() } else { plain.chars().take(300).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(file: &str, text: &str, line: u32) -> Option<String> {
        let at = above(file, text, Position::start_of(line), "# x")?;
        let mut text = text.to_owned();
        text.insert_str(at.at, &at.text);
        Some(text)
    }

    #[test]
    fn a_comment_stands_above_its_line_as_the_line_stands() {
        assert_eq!(put("a.tf", "a {\n\tb = 1\n}\n", 2).unwrap(), "a {\n\t# x\n\tb = 1\n}\n");
        assert_eq!(put("a.yaml", "é:\r\n  - b\r\n", 2).unwrap(), "é:\r\n  # x\r\n  - b\r\n");
        assert_eq!(put("a.template", " {\"Resources\": {}}", 1), None);
        assert!(
            !takes_comments("a.tf.json") && !takes_comments("task.json") && takes_comments("a.tf")
        );
    }

    #[test]
    fn reasons_and_names_say_nothing_else() {
        assert_eq!(said("  no \"quotes\"\nat all "), "no 'quotes' at all");
        assert_eq!(said(""), REASON);
        assert_eq!(literal("a[\"b\"].*"), "a[[]\"b\"[]].[*]");
    }
}
