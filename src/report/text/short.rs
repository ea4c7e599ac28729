//! The findings in short: what is wrong, where, and the line to change.

use super::{BOLD, DIM, groups, heading, style, way, wrap};
use crate::finding::{CONSEQUENCE, Finding, Related, RelatedKind, Severity};
use crate::printable::plain;
use crate::report::summary::number;
use crate::report::{Input, further, link_to_check};
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Critical findings that are named again at the end.
const NAMED: usize = 10;

/// Columns that a sentence beside a place needs.
const LEAST: usize = 30;

/// Columns before a finding's sentence.
const INDENT: usize = 12;

/// The findings by repository and resource, the worst resource first.
pub(super) fn findings(out: &mut String, input: Input<'_>) {
    let open: Vec<&Finding> = input.open().collect();
    let mut by_repository: BTreeMap<&str, Vec<Vec<Vec<&Finding>>>> = BTreeMap::new();
    for group in groups(&open) {
        by_repository.entry(&group[0][0].repository).or_default().push(group);
    }
    let several = by_repository.len() > 1;
    for (repository, mut groups) in by_repository {
        if several {
            let name = if repository.is_empty() { "." } else { repository };
            let _ = writeln!(out, "{BOLD}== {}{BOLD:#}\n", plain(name));
        }
        // What counts comes first; resources of one severity stay in the report's order.
        groups.sort_by_key(|group| (group[0][0].example, std::cmp::Reverse(group[0][0].severity)));
        for group in groups {
            heading(out, group[0][0]);
            for paragraph in group {
                finding(out, input, &paragraph);
            }
        }
        let _ = writeln!(out);
    }
}

fn finding(out: &mut String, input: Input<'_>, paragraph: &[&Finding]) {
    let first = paragraph[0];
    let color = style(first.severity);
    let mut said = plain(&headline(first));
    let more =
        paragraph.len() - 1 + paragraph.iter().map(|one| further(one).count()).sum::<usize>();
    if more > 0 {
        let _ = write!(said, " (+{more} similar)");
    }
    // A finding that took in narrower ones names them.
    let narrower: Vec<&str> = first.absorbed_checks().map(own_name).collect();
    let narrower = match narrower.as_slice() {
        [] => String::new(),
        all => format!(" (with {})", all.join(", ")),
    };
    let width = input.view.width.saturating_sub(INDENT);
    let mut lines = wrap(&said, width);
    let last = lines.pop().unwrap_or_default();
    for (at, line) in lines.iter().enumerate() {
        let _ = writeln!(out, "{} {line}", severity(first.severity, at == 0));
    }
    // The whole id where it costs no further line, else the check's own name.
    let fits = |check: &str, beside: usize| beside + check.width() + narrower.width() + 3 <= width;
    let own = own_name(&first.check);
    let beside = fits(own, last.width());
    let whole = fits(&first.check, if beside { last.width() } else { 0 });
    let check = if whole { first.check.as_str() } else { own };
    let link = link_to_check(input, first, check);
    let begin = severity(first.severity, lines.is_empty());
    let _ = if beside {
        writeln!(out, "{begin} {last} {DIM}[{link}]{narrower}{DIM:#}")
    } else {
        writeln!(out, "{begin} {last}\n{:INDENT$}{DIM}[{link}]{narrower}{DIM:#}", "")
    };
    let place = plain(&input.place(first));
    let source = source(first).map(|line| format!(" | {}", line.trim())).unwrap_or_default();
    let room = input.view.width.saturating_sub(INDENT + place.width());
    let _ = writeln!(
        out,
        "{:INDENT$}{color}{}{color:#}{DIM}{}{DIM:#}",
        "",
        input.link(first, &place),
        cut(&source, room)
    );
    if let Some(step) = written_elsewhere(first) {
        let at = &step.location;
        let via = format!(
            "via {} ({}:{}:{})",
            way(step),
            input.shown(&at.file),
            at.start.line,
            at.start.column
        );
        let room = input.view.width.saturating_sub(INDENT);
        let _ = writeln!(out, "{:INDENT$}{DIM}{}{DIM:#}", "", cut(&plain(&via), room));
    }
}

/// The severity before a finding's first line, blanks before the others.
fn severity(severity: Severity, first: bool) -> String {
    let color = style(severity);
    let blank = " ".repeat(INDENT - 1);
    if first { format!("  {color}{:<9}{color:#}", severity.name()) } else { blank }
}

/// What is wrong, without what follows of it.
fn headline(finding: &Finding) -> String {
    let message = finding.alone();
    let message = message.split_once(CONSEQUENCE).map_or(message, |(fact, _)| fact);
    crate::report::with_conditions(finding, message)
}

/// A check's own name: `explain` knows it.
fn own_name(check: &str) -> &str {
    check.rsplit('.').next().unwrap_or(check)
}

/// The first line of the text to change.
fn source(finding: &Finding) -> Option<&str> {
    let snippet = finding.snippet.as_ref()?;
    let at = finding.location.start.line.checked_sub(snippet.first_line)?;
    let line = snippet.lines.get(at as usize)?;
    // A bracket alone tells nothing.
    line.contains(char::is_alphanumeric).then_some(line)
}

/// The step that brought the value where it counts, where it was written elsewhere. What declares
/// the resource, or calls its module, brings none.
fn written_elsewhere(finding: &Finding) -> Option<&Related> {
    finding.related.iter().find(|step| step.kind == RelatedKind::Step)
}

/// A text that is no wider than the room for it.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        out.push(c);
    }
    if room > 0 {
        out.push('…');
    }
    out
}

/// The critical findings that count once more, where they are seen. `apart`: something else stands
/// between the findings and here.
pub(super) fn criticals(out: &mut String, input: Input<'_>, apart: bool) {
    let counted = input.report.counted();
    let all: Vec<&Finding> =
        counted.filter(|finding| finding.severity == Severity::Critical).collect();
    if apart && !all.is_empty() {
        let _ = writeln!(out, "{BOLD}Critical{BOLD:#}: these first\n");
    }
    for finding in all.iter().take(NAMED) {
        let color = style(Severity::Critical);
        let place = plain(&input.place(finding));
        let said = plain(&headline(finding));
        let beside = input.view.width.saturating_sub(place.width() + INDENT);
        let place = input.link(finding, &place);
        // Beside a long path nothing of the sentence would be left.
        let _ = if beside < LEAST {
            let said = cut(&said, input.view.width.saturating_sub(INDENT));
            writeln!(out, "{color}critical{color:#}  {place}\n{:INDENT$}{said}", "")
        } else {
            writeln!(out, "{color}critical{color:#}  {place}  {}", cut(&said, beside))
        };
    }
    if all.len() > NAMED {
        let _ =
            writeln!(out, "{DIM}and {}{DIM:#}", number(all.len() - NAMED, "more critical finding"));
    }
    if !all.is_empty() {
        let _ = writeln!(out);
    }
}

/// Where the rest stands.
pub(super) fn hint(out: &mut String, input: Input<'_>) {
    if input.open().next().is_some() {
        let _ = writeln!(
            out,
            "{DIM}`stridelint explain CHECK` explains why it matters and how to fix it; -f full shows all of it here{DIM:#}"
        );
    }
}
