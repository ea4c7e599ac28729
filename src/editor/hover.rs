//! What is said of a place: the findings that stand there, and the value with the way that it took.

use super::View;
use crate::document::{Document, Node, Path, Segment};
use crate::finding::{Certainty, Finding};
use crate::policy::PolicySet;
use crate::report::{code, help_uri, inline, prose, sentence};
use crate::source::{FileId, Span};
use crate::tree::Tree;
use crate::value::{Data, Step, Value};
use lsp_types::Uri;
use std::fmt::Write;

/// How deep values are looked into.
const MAX_DEPTH: usize = 64;
/// Longest text that is taken for a value somebody points at, in bytes.
const MAX_SPAN: u32 = 4 << 10;
/// Characters of a value that are shown.
const MAX_VALUE: usize = 300;
/// Steps of a value's way, and further places of a finding, that are shown.
const MAX_STEPS: usize = 12;

/// A finding, with its threat, why it matters, where the value comes from, and the fix.
#[must_use]
pub fn finding(view: &View<'_>, set: &PolicySet, finding: &Finding) -> String {
    let mut out = String::new();
    let check = set.check(&finding.check);
    let title = check.map_or(finding.check.as_str(), |check| check.title.as_str());
    let page = check.and_then(help_uri);
    let heading = match &page {
        Some(page) => format!("[{}](<{page}>)", inline(title)),
        None => inline(title),
    };
    let how = match finding.certainty {
        Certainty::Reported | Certainty::Raw => finding.severity.name(),
        Certainty::Undecided => "undecided",
    };
    let _ = writeln!(out, "**{heading}** ({how}) {}\n", code(&finding.check));
    let _ = writeln!(out, "{}\n", inline(&sentence(finding)));
    if let Some(check) = check {
        if let Some(threat) = set.threat(&check.threat) {
            let (category, title) = (threat.stride.title(), prose(&threat.title));
            let _ = writeln!(out, "*Threat ({category}):* {title}\n");
        }
        let _ = writeln!(out, "*Why:* {}\n", prose(&check.description));
    }
    let _ = writeln!(out, "*Resource:* {} {}\n", code(&finding.resource), code(&finding.path));
    if let Some(open) = finding.open.as_ref().filter(|open| !open.cure.is_empty()) {
        let _ = writeln!(out, "*Decided by:* {}\n", inline(&open.cure));
    }
    for one in finding.related.iter().take(MAX_STEPS) {
        let at = &one.location;
        let place = place(view, &at.file, at.start.line);
        let _ = writeln!(out, "- {} {place}", inline(&one.message));
    }
    if let Some(fix) = check.and_then(|check| check.fix_of(finding)) {
        // Code is indented by four, and a blank line tells it from the sentence before it.
        let fix = fix.replacen(":\n    ", ":\n\n    ", 1);
        let _ = writeln!(out, "\n*Fix:* {fix}");
    }
    out
}

/// A place of a file as a link.
fn place(view: &View<'_>, file: &str, line: u32) -> String {
    let named = code(&format!("{file}:{line}"));
    match (view.file)(file) {
        Some(shown) => linked(&named, &shown.uri, line),
        None => named,
    }
}

fn linked(named: &str, uri: &Uri, line: u32) -> String {
    format!("[{named}](<{}#L{line}>)", uri.as_str())
}

/// A value that stands at a place, or whose way leads through it.
pub struct Pointed<'d> {
    /// The resource that has it.
    pub node: &'d Node,
    /// Where in the resource.
    pub path: Path,
    /// The text that somebody points at.
    pub span: Span,
}

/// The value that a byte of a file belongs to: that of the shortest text around it.
#[must_use]
pub fn pointed(document: &Document, file: FileId, at: u32) -> Option<Pointed<'_>> {
    let mut best: Option<Pointed<'_>> = None;
    for node in document.resources.values() {
        let mut path = Vec::new();
        let mut look = |value: &Value, key: Option<Span>, path: &[Segment]| {
            if matches!(value.data, Data::Map(_) | Data::List(_) | Data::Either(_)) {
                return;
            }
            let steps = value.place.steps().filter_map(|step| step.span);
            let spans = value.place.span.into_iter().chain(key).chain(steps);
            for span in spans {
                let around = span.file == file && (span.start..=span.end).contains(&at);
                let length = span.end - span.start;
                let shorter = |best: &Pointed<'_>| length < best.span.end - best.span.start;
                if around && length <= MAX_SPAN && best.as_ref().is_none_or(shorter) {
                    best = Some(Pointed { node, path: Path(path.to_vec()), span });
                }
            }
        };
        visit(&node.values, None, &mut path, &mut look);
    }
    best
}

/// Looks at a value, the place of its key, and its path.
type Look<'a> = &'a mut dyn FnMut(&Value, Option<Span>, &[Segment]);

fn visit(value: &Value, key: Option<Span>, path: &mut Vec<Segment>, look: Look<'_>) {
    if path.len() > MAX_DEPTH {
        return;
    }
    look(value, key, path);
    match &value.data {
        Data::Map(map) => {
            for (name, entry) in &map.entries {
                path.push(Segment::Key(name.clone()));
                visit(&entry.value, entry.key, path, look);
                path.pop();
            }
        }
        Data::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                path.push(Segment::Index(index));
                visit(item, None, path, look);
                path.pop();
            }
        }
        Data::Either(either) => {
            for (arm, inner) in [&either.then, &either.otherwise].into_iter().enumerate() {
                path.push(Segment::Arm(arm));
                visit(inner, key, path, look);
                path.pop();
            }
        }
        _ => {}
    }
}

/// The value, with the way that it took. `printed`: the document as `stridelint document` prints it, where
/// nothing is shown that may not be.
#[must_use]
pub fn value(
    view: &View<'_>,
    tree: &Tree,
    document: &Document,
    printed: &serde_json::Value,
    pointed: &Pointed<'_>,
) -> String {
    let node = pointed.node;
    let name = node.id.replace('~', "~0").replace('/', "~1");
    let pointer = format!("/resources/{name}/values{}", pointed.path);
    let text = printed.pointer(&pointer).map_or_else(|| "not known".to_owned(), short);
    let mut out = format!(
        "{} of {} is {}\n\n",
        code(pointed.path.to_string().trim_start_matches('/')),
        code(&node.id),
        code(&text)
    );
    let place = node.place_of(&pointed.path);
    let secrets = document.secrets();
    let shown = |text: &str| {
        let mut text = text.to_owned();
        secrets.known.hide(&mut text);
        text
    };
    let own = place.value.and_then(|value| value.place.span);
    if let Some(span) = own.filter(|span| *span != pointed.span) {
        let file = tree.file(span.file);
        let at = file.position(span.start);
        let link = self::place(view, &tree.reported(&file.path), at.line);
        let _ = writeln!(out, "- written at {link}");
    }
    for step in place.chain.iter().take(MAX_STEPS) {
        let Step { kind, name, span, .. } = step;
        let said = shown(&format!("{kind} {name}"));
        let link = span.map(|span| {
            let file = tree.file(span.file);
            self::place(view, &tree.reported(&file.path), file.position(span.start).line)
        });
        let _ = writeln!(out, "- {} {}", inline(said.trim()), link.unwrap_or_default());
    }
    out
}

/// A value in one line that is not too long.
fn short(value: &serde_json::Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(MAX_VALUE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
