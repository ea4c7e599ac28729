//! The report for a person at a terminal.

mod full;
mod short;
mod statistics;

use super::summary::{self, Counts, Summary, number};
use super::{Input, gaps, undecided, unit_of, was_wrong};
use crate::finding::{Finding, Related, Severity};
use crate::printable::plain;
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const BLUE: Style = AnsiColor::Blue.on_default().bold();

/// Columns before a labelled paragraph's text.
const LABEL: usize = 11;

/// The default: a headline and a line of source for each finding, the worst last again.
pub fn render(input: Input<'_>) -> String {
    let mut out = String::new();
    announced(&mut out, input);
    if input.view.statistics {
        statistics::tables(&mut out, input);
    } else {
        short::findings(&mut out, input);
    }
    if input.view.quiet {
        // Nothing found, and not all of it looked at, is no silence.
        if gaps::is_incomplete(input.report) {
            summarized(&mut out, input);
        }
        return out;
    }
    let before = out.len();
    rest(&mut out, input);
    if !input.view.statistics {
        let apart = out.len() > before;
        short::criticals(&mut out, input, apart);
    }
    summarized(&mut out, input);
    short::hint(&mut out, input);
    out
}

/// Everything that is known of each finding.
pub fn full(input: Input<'_>) -> String {
    let mut out = String::new();
    announced(&mut out, input);
    let open: Vec<&Finding> = input.open().collect();
    for group in groups(&open) {
        heading(&mut out, group[0][0]);
        let _ = writeln!(out);
        for paragraph in group {
            full::finding(&mut out, input, &paragraph);
        }
    }
    if input.open().any(|finding| input.fix(finding).is_some()) {
        let _ = writeln!(out, "{DIM}Names, IDs and ARNs in the fixes are examples.{DIM:#}\n");
    }
    rest(&mut out, input);
    by_repository(&mut out, input);
    by_stride(&mut out, input);
    summarized(&mut out, input);
    out
}

/// What stands beside the findings.
fn rest(out: &mut String, input: Input<'_>) {
    open_groups(out, input);
    visible(out, input);
    fixed(out, input);
    gaps_by_cause(out, input);
}

/// What a step of a value's way is, after the word `via`.
fn way(step: &Related) -> Cow<'_, str> {
    if let Some(condition) = step.message.strip_prefix("when ") {
        return Cow::Owned(format!("the condition that {condition}"));
    }
    let verbs =
        ["used through ", "through ", "inserted by ", "made by ", "read by ", "rendered by "];
    let named = verbs.iter().find_map(|verb| step.message.strip_prefix(verb));
    Cow::Borrowed(named.unwrap_or(&step.message))
}

/// What of the input decided how the scan went.
fn announced(out: &mut String, input: Input<'_>) {
    for one in &input.report.announced {
        let _ = writeln!(out, "{BOLD}Note{BOLD:#}: {}", plain(&one.message));
    }
    if !input.report.announced.is_empty() {
        let _ = writeln!(out);
    }
}

/// The findings of one resource, each check's together: one habit in five containers is one
/// paragraph.
fn groups<'a>(findings: &[&'a Finding]) -> Vec<Vec<Vec<&'a Finding>>> {
    let mut order: Vec<(&str, &str, &str)> = Vec::new();
    let mut by_resource: BTreeMap<(&str, &str, &str), Vec<Vec<&Finding>>> = BTreeMap::new();
    for finding in findings {
        let key = (&*finding.repository, &*finding.unit, &*finding.resource);
        let group = by_resource.entry(key).or_insert_with(|| {
            order.push(key);
            Vec::new()
        });
        match group.iter_mut().find(|paragraph| paragraph[0].check == finding.check) {
            Some(paragraph) => paragraph.push(finding),
            None => group.push(vec![finding]),
        }
    }
    let mut groups: Vec<Vec<Vec<&Finding>>> =
        order.into_iter().filter_map(|key| by_resource.remove(&key)).collect();
    for group in &mut groups {
        group.sort_by(|one, other| {
            other[0].severity.cmp(&one[0].severity).then_with(|| one[0].cmp(other[0]))
        });
    }
    groups
}

fn heading(out: &mut String, finding: &Finding) {
    let example = if finding.example { ", example" } else { "" };
    let unit = match unit_of(&finding.repository, &finding.unit) {
        unit if unit == "." && example.is_empty() => String::new(),
        unit => format!(" ({}{example})", plain(&unit)),
    };
    // The CDK's ids end in a hash; what the user wrote is the path.
    let resource = match &finding.display {
        Some(path) => {
            let path = path.strip_suffix("/Resource").unwrap_or(path);
            format!("{}, {}", plain(path), plain(&finding.resource))
        }
        None => named(finding),
    };
    let _ = writeln!(out, "{BOLD}{resource}{BOLD:#}{DIM}{unit}{DIM:#}");
}

/// A resource as its format names it, with its type where the address does not tell it.
fn named(finding: &Finding) -> String {
    let Finding { resource, source_type, unit, .. } = finding;
    let inside = resource.strip_prefix(unit.as_str()).and_then(|rest| rest.strip_prefix('#'));
    match inside {
        Some(family) => format!("task definition {}", plain(family)),
        // Types of CloudFormation; an address of Terraform begins with its type.
        None if source_type.contains("::") => format!("{} {}", plain(source_type), plain(resource)),
        None => plain(resource),
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::Red.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => Style::new(),
    }
}

/// A labelled paragraph; text with line breaks of its own (code) keeps them.
fn wrapped(out: &mut String, input: Input<'_>, label: &str, text: &str) {
    let width = input.view.width.saturating_sub(LABEL);
    let mut first = true;
    for line in text.lines() {
        // Code stays as it is.
        let code = line.starts_with("    ");
        let lines = if code { vec![line.to_owned()] } else { wrap(line, width) };
        for part in lines {
            let label = if first { label } else { "" };
            let _ = writeln!(out, "  {BLUE}{label:>7}{BLUE:#}  {part}");
            first = false;
        }
    }
}

/// Lines of a text that are no wider than they may be, where its words allow it.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.width() + 1 + word.width() > width);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// What is undecided, by what would decide it.
fn open_groups(out: &mut String, input: Input<'_>) {
    let groups = undecided::groups(input);
    if groups.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "{BOLD}Undecided{BOLD:#}: these depend on values that are not known statically; one decision \
         closes a group\n"
    );
    for group in groups {
        let color = style(group.severity);
        let unit = match group.units().first() {
            Some(unit) if *unit != "." => {
                format!(" ({})", plain(&unit_of(group.repository, unit)))
            }
            _ => String::new(),
        };
        let example = group.findings.iter().all(|finding| finding.example);
        let example = if example { ", example" } else { "" };
        let _ = writeln!(
            out,
            "{color}up to {}{color:#} {}{DIM}{unit}{example}{DIM:#}",
            group.severity,
            plain(&group.title())
        );
        let _ = writeln!(out, "      {BLUE}-->{BLUE:#} {}", plain(&group.places_in_words()));
        for (severity, checks) in group.by_severity(input.all_gaps) {
            wrapped(out, input, severity.name(), &checks.join(", "));
        }
        if !group.cure.is_empty() {
            wrapped(out, input, "fix", &plain(group.cure));
        }
        let _ = writeln!(out);
    }
}

/// What the base of a comparison could not show.
fn visible(out: &mut String, input: Input<'_>) {
    let found = &input.report.visible;
    if found.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "{BOLD}Newly visible{BOLD:#}: the base could not be read here, so these are not called new\n"
    );
    for finding in found {
        let _ = writeln!(
            out,
            "  {} {DIM}[{}]{DIM:#} {} {DIM}{}{DIM:#}",
            plain(&input.place(finding)),
            finding.check,
            plain(&finding.message),
            plain(&finding.resource)
        );
    }
    let _ = writeln!(out);
}

/// What a change, or the time since a baseline, took away.
fn fixed(out: &mut String, input: Input<'_>) {
    if input.report.fixed.is_empty() {
        return;
    }
    let _ = writeln!(out, "{BOLD}Fixed{BOLD:#}\n");
    for fixed in &input.report.fixed {
        let _ = writeln!(
            out,
            "  {} {DIM}[{}]{DIM:#} {} {DIM}{}{DIM:#}",
            plain(&input.shown(&fixed.file)),
            plain(&fixed.check),
            plain(was_wrong(input, fixed)),
            plain(&fixed.resource)
        );
    }
    let _ = writeln!(out);
}

/// What was not looked at, by cause, with what would close it.
fn gaps_by_cause(out: &mut String, input: Input<'_>) {
    let (groups, more) = gaps::listed(input.report, input.all_gaps);
    if groups.is_empty() {
        return;
    }
    let _ = writeln!(out, "{BOLD}Gaps{BOLD:#}: what this scan did not see\n");
    for group in groups {
        let said = plain(&group.line(input.all_gaps));
        for (at, line) in wrap(&said, input.view.width.saturating_sub(4)).iter().enumerate() {
            let _ = writeln!(out, "{}{line}", if at == 0 { "  " } else { "    " });
        }
        if !group.cure.is_empty() {
            wrapped(out, input, "fix", &plain(group.cure));
        }
    }
    if more > 0 {
        let _ = writeln!(out, "  {DIM}{} (--gaps lists all){DIM:#}", number(more, "further cause"));
    }
    let _ = writeln!(out);
}

/// The findings of each repository, where there are several.
fn by_repository(out: &mut String, input: Input<'_>) {
    let repositories = summary::by_repository(input);
    if !repositories.is_empty() {
        let with: Vec<(String, Counts)> = repositories
            .iter()
            .filter(|(_, counts)| counts.iter().sum::<usize>() > 0)
            .cloned()
            .collect();
        rows(out, "Repository", &with);
        let _ = writeln!(out);
    }
}

/// The findings of each STRIDE category.
fn by_stride(out: &mut String, input: Input<'_>) {
    let stride: Vec<(String, Counts)> = summary::by_stride(input)
        .into_iter()
        .map(|(stride, counts)| (stride.title().to_owned(), counts))
        .collect();
    if !stride.is_empty() {
        rows(out, "STRIDE category", &stride);
        let _ = writeln!(out);
    }
}

/// What was found and what was not looked at, in one sentence.
fn summarized(out: &mut String, input: Input<'_>) {
    let summary = Summary::of(input);
    let mut said = vec![format!(
        "{} in {}, {}",
        summary::in_words(input.report.counted()),
        number(summary.units, "deployment"),
        number(summary.resources, "resource")
    )];
    said.extend(gaps::besides(input));
    said.extend(summary::undecided(&summary));
    for (count, what) in [(summary.fixed, "fixed"), (summary.visible, "newly visible")] {
        if count > 0 {
            said.push(format!("{count} {what}"));
        }
    }
    let said = format!("{} ({})", said.join("; "), input.report.today);
    for line in wrap(&said, input.view.width) {
        let _ = writeln!(out, "{BOLD}{line}{BOLD:#}");
    }
    if summary.units == 0 && summary.lost == 0 {
        let _ = writeln!(
            out,
            "Nothing to scan was found: no Terraform, CloudFormation or ECS task definition."
        );
    }
    if summary.lost > 0 {
        let red = style(Severity::Critical);
        let _ = writeln!(out, "{red}Incomplete{red:#}: the errors are on standard error.");
    }
}

fn rows(out: &mut String, title: &str, rows: &[(String, Counts)]) {
    let rows: Vec<(String, &Counts)> =
        rows.iter().map(|(name, counts)| (plain(name), counts)).collect();
    let width = rows.iter().map(|(name, _)| name.width()).chain([title.len()]).max().unwrap_or(0);
    let _ = write!(out, "{BOLD}{title:<width$}{BOLD:#}");
    for severity in Severity::ALL.into_iter().rev() {
        let _ = write!(out, "  {BOLD}{:>8}{BOLD:#}", severity.name());
    }
    let _ = writeln!(out);
    for (name, counts) in rows {
        let _ = write!(out, "{name}{}", " ".repeat(width - name.width()));
        for severity in Severity::ALL.into_iter().rev() {
            let count = counts[severity as usize];
            let color = if count > 0 { style(severity) } else { DIM };
            let _ = write!(out, "  {color}{count:>8}{color:#}");
        }
        let _ = writeln!(out);
    }
}
