//! All that is known of a finding: the lines around its place, how its value came there, why it
//! matters and how it is fixed.

use super::{BLUE, DIM, style, way, wrapped};
use crate::finding::{Finding, Mark, Related, RelatedKind};
use crate::printable::plain;
use crate::report::{Input, further, lines, name_of, sentence, to_add};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

pub(super) fn finding(out: &mut String, input: Input<'_>, paragraph: &[&Finding]) {
    let first = paragraph[0];
    let color = style(first.severity);
    let _ = writeln!(
        out,
        "{color}{}{color:#} {DIM}[{}]{DIM:#} {}",
        first.severity,
        first.check,
        plain(&sentence(first))
    );
    snippet(out, input, first);
    let _ = writeln!(out);
    for line in paragraph.iter().flat_map(|finding| lines(finding)) {
        wrapped(out, input, "with", &plain(&line));
    }
    let mut also: Vec<String> = further(first).map(|one| plain(&name_of(first, one))).collect();
    for other in &paragraph[1..] {
        let what = other.subject.as_deref().unwrap_or(&other.resource);
        also.push(format!("{} ({})", plain(what), plain(&input.place(other))));
        also.extend(further(other).map(|one| plain(&name_of(other, one))));
    }
    if !also.is_empty() {
        wrapped(out, input, "also", &also.join(", "));
    }
    // What is passed to a call says where the call is.
    let passed = |call: &str| {
        let of_it = |step: &Related| {
            let name = step.message.strip_prefix("passed to ");
            name.and_then(|name| name.strip_prefix(call)).is_some_and(|rest| rest.starts_with('.'))
        };
        first.related.iter().any(of_it)
    };
    let ways = first.related.iter().filter(|step| {
        let call = step.message.strip_suffix(" is called here");
        step.kind != RelatedKind::Declaration && !call.is_some_and(passed)
    });
    for step in ways.take(4) {
        let at = &step.location;
        wrapped(
            out,
            input,
            "via",
            &plain(&format!(
                "{} ({}:{}:{})",
                way(step),
                input.shown(&at.file),
                at.start.line,
                at.start.column
            )),
        );
    }
    if let Some((threat, check)) = input.threat(first).zip(input.check(first)) {
        wrapped(out, input, "threat", &format!("{}: {}", threat.stride.title(), threat.title));
        wrapped(out, input, "why", &one_line(&check.description));
    }
    if let Some(add) = to_add(input, first) {
        wrapped(out, input, "add", &plain(&add));
    }
    if let Some(fix) = input.fix(first) {
        wrapped(out, input, "fix", fix.trim_end());
    }
    let _ = writeln!(out);
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines with the offending span underlined.
fn snippet(out: &mut String, input: Input<'_>, finding: &Finding) {
    let at = &finding.location;
    let _ = writeln!(out, "      {BLUE}-->{BLUE:#} {}", plain(&input.place(finding)));
    let Some(snippet) = &finding.snippet else { return };
    let color = style(finding.severity);
    for (number, line) in (snippet.first_line..).zip(&snippet.lines) {
        let _ = writeln!(out, "{BLUE}{number:>7} |{BLUE:#} {line}");
        let marked = number >= at.start.line
            && number <= at.end.line
            && snippet.marks.iter().any(|mark| mark.line == number);
        for mark in snippet.marks.iter().filter(|mark| marked && mark.line == number) {
            let (before, under) = caret(line, mark);
            let _ = writeln!(out, "{BLUE}        |{BLUE:#} {before}{color}{under}{color:#}");
        }
    }
}

/// What stands below a line of source: blanks, and carets below the marked part. Terminals give wide
/// characters two columns and combining marks none.
fn caret(line: &str, mark: &Mark) -> (String, String) {
    let at = |count: u32| line.char_indices().nth(count as usize).map_or(line.len(), |(at, _)| at);
    let (start, end) = (at(mark.column), at(mark.column.saturating_add(mark.length)));
    let before = line[..start].width();
    (" ".repeat(before), "^".repeat(line[start..end].width().max(1)))
}
