//! A pull request's comment: a STRIDE table, the worst findings with lines and fixes, the rest as a table
//! by check, within GitHub's length.

use super::escape::{code, fenced, inline, marked};
use super::origin::in_link;
use super::summary::{self, Summary, number};
use super::{Input, also, gaps, help_uri, lines, place, sentence, to_add, undecided, was_wrong};
use crate::finding::{Finding, Severity};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Longest body of a comment, in characters ("maximum is 65536 characters").
const MAX: usize = 65_536;
/// Kept free for what is said of the findings that are left out.
const TAIL: usize = 512;
/// Findings that stand in full.
const MAX_FULL: usize = 20;
/// Places of a check that the table names.
const MAX_PLACES: usize = 3;
/// What decided how the scan went is named so often: a comment has a length.
const MAX_ANNOUNCED: usize = 30;
/// By this a later run finds the comment again.
const MARKER: &str = "<!-- stridelint:report -->";

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let summary = Summary::of(input);
    let mut out = format!("{MARKER}\n## stridelint: {}\n\n", gaps::headline(input));
    if summary.lost > 0 {
        let _ = writeln!(
            out,
            "> **Incomplete**: {} could not be read. See the errors in the log.\n",
            number(summary.lost, "input")
        );
    }
    for one in input.report.announced.iter().take(MAX_ANNOUNCED) {
        let _ = writeln!(out, "> {}\n", inline(&one.message));
    }
    let more = input.report.announced.len().saturating_sub(MAX_ANNOUNCED);
    if more > 0 {
        let _ = writeln!(out, "> {}; the full report has them.\n", number(more, "further note"));
    }
    let table = summary::by_stride(input);
    if !table.is_empty() {
        let _ = writeln!(
            out,
            "| STRIDE | critical | high | medium | low | info |\n|---|---:|---:|---:|---:|---:|"
        );
        for (stride, counts) in table {
            let _ = write!(out, "| {} |", stride.title());
            for severity in Severity::ALL.into_iter().rev() {
                let count = counts[severity as usize];
                let _ = write!(
                    out,
                    " {} |",
                    if count == 0 { String::new() } else { count.to_string() }
                );
            }
            out.push('\n');
        }
        out.push('\n');
    }
    let (groups, more) = gaps::listed(input.report, input.all_gaps);
    for group in &groups {
        let _ = write!(out, "- {}", inline(&group.line(input.all_gaps)));
        let cure = if group.cure.is_empty() {
            String::new()
        } else {
            format!(". Fix: {}", inline(group.cure))
        };
        let _ = writeln!(out, "{cure}");
    }
    if more > 0 {
        let _ = writeln!(out, "- {} (`--gaps` lists all)", number(more, "further cause"));
    }
    if !groups.is_empty() {
        out.push('\n');
    }
    let mut findings: Vec<&Finding> = input.open().collect();
    findings.sort_by(|one, other| {
        (one.example, other.severity)
            .cmp(&(other.example, one.severity))
            .then_with(|| one.cmp(other))
    });
    newly_open(&mut out, input);
    let mut room = (MAX - TAIL).saturating_sub(out.chars().count());
    let mut full = 0;
    for finding in findings.iter().take(MAX_FULL) {
        let text = one(input, finding);
        let length = text.chars().count();
        // Once one did not fit, no later one is shown: the order of the list is by severity.
        if length > room {
            break;
        }
        room -= length;
        full += 1;
        out.push_str(&text);
    }
    by_check(&mut out, input, &findings[full..], &mut room);
    let visible = input.report.visible.iter();
    let visible = visible.map(|one| (one.check.as_str(), one.message.as_str(), place(one)));
    apart(
        &mut out,
        "🔎",
        "newly visible, because the base could not be read there",
        visible.collect(),
        &mut room,
    );
    let fixed = input.report.fixed.iter();
    let fixed = fixed.map(|one| (one.check.as_str(), was_wrong(input, one), one.file.clone()));
    apart(&mut out, "✅", "fixed", fixed.collect(), &mut room);
    open_groups(&mut out, input, &mut room);
    let mut said = vec![format!(
        "{}, {}",
        number(summary.units, "deployment"),
        number(summary.resources, "resource")
    )];
    for (count, what) in [(summary.fixed, "fixed"), (summary.visible, "newly visible")] {
        if count > 0 {
            said.push(format!("{count} {what}"));
        }
    }
    said.extend(summary::undecided(&summary));
    let _ = writeln!(
        out,
        "<sub>{} · {} · stridelint {}</sub>",
        said.join(" · "),
        input.report.today,
        env!("CARGO_PKG_VERSION")
    );
    out
}

/// The threats that what is compared with has no finding of.
fn newly_open(out: &mut String, input: Input<'_>) {
    let Some(standing) = &input.report.standing else { return };
    let threat = |check: &str| input.set.check(check).map(|check| check.threat.as_str());
    let before: BTreeSet<&str> = standing.iter().filter_map(|(check, _)| threat(check)).collect();
    let now = input.report.counted().filter_map(|finding| input.threat(finding));
    let mut seen = BTreeSet::new();
    let new: Vec<String> = now
        .filter(|threat| !before.contains(threat.id.as_str()) && seen.insert(threat.id.as_str()))
        .map(|threat| format!("{} ({})", inline(&threat.title), threat.stride.title()))
        .collect();
    if !new.is_empty() {
        let _ = writeln!(
            out,
            "**{} newly open**, without a finding before in what this change touches: {}.\n",
            number(new.len(), "threat"),
            new.join(", ")
        );
    }
}

/// What does not stand in full, a row for each check: as many rows as there is room for, the worst
/// first.
fn by_check(out: &mut String, input: Input<'_>, findings: &[&Finding], room: &mut usize) {
    // The findings are sorted: the first of a check is its worst.
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut checks: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let index = *at.entry(&finding.check).or_insert_with(|| {
            checks.push(Vec::new());
            checks.len() - 1
        });
        checks[index].push(finding);
    }
    if checks.is_empty() {
        return;
    }
    checks.sort_by_key(|all| {
        let worst = all.first().map(|one| (one.example, Reverse(one.severity)));
        (worst, Reverse(all.len()))
    });
    let rows = |short| checks.iter().map(move |all| (all.len(), row(input, all, short)));
    let length: usize = rows(false).map(|(_, row)| row.chars().count()).sum();
    let short = length + TAIL > *room;
    let mut text = format!(
        "### {}, by check\n\n| severity | check | findings | where |\n|---|---|---:|---|\n",
        number(findings.len(), "more finding")
    );
    let mut left_out = 0;
    let mut length = text.chars().count() + TAIL;
    for (count, row) in rows(short) {
        length += row.chars().count();
        if left_out > 0 || length > *room {
            left_out += count;
        } else {
            text.push_str(&row);
        }
    }
    text.push('\n');
    if left_out > 0 {
        let _ = writeln!(
            text,
            "{} did not fit in this comment.\n",
            number(left_out, "further finding")
        );
    }
    if let Some(run) = input.view.origin.and_then(|origin| origin.run.as_ref()) {
        let _ = writeln!(text, "The [report of the run]({}) has all of them.\n", in_link(run));
    }
    *room = room.saturating_sub(text.chars().count());
    out.push_str(&text);
}

/// A check's row of the table; a short one names a place and links to nothing.
fn row(input: Input<'_>, findings: &[&Finding], short: bool) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let most = if short { 1 } else { MAX_PLACES };
    let of = |finding: &&Finding| {
        if short { html_code(&place(finding)) } else { place_of(input, finding) }
    };
    let mut places: Vec<String> = findings.iter().take(most).map(of).collect();
    if findings.len() > most {
        places.push(format!("{} more", findings.len() - most));
    }
    let check = if short { html_code(&first.check) } else { check_of(input, first) };
    format!("| {} | {} | {} | {} |\n", first.severity, check, findings.len(), places.join(", "))
}

/// A text as code, where a table or a link is around it.
fn html_code(text: &str) -> String {
    format!("<code>{}</code>", inline(text))
}

/// A finding's check, as a link to its page.
fn check_of(input: Input<'_>, finding: &Finding) -> String {
    let id = html_code(&finding.check);
    match input.check(finding).and_then(help_uri) {
        Some(page) => format!("[{id}]({})", in_link(&page)),
        None => id,
    }
}

/// Where a finding stands, as a link to its lines.
fn place_of(input: Input<'_>, finding: &Finding) -> String {
    let place = html_code(&place(finding));
    match input.view.origin.and_then(|origin| origin.permalink(finding)) {
        Some(address) => format!("[{place}]({address})"),
        None => place,
    }
}

/// What is undecided, by what would decide it: as much of it as there is room for.
fn open_groups(out: &mut String, input: Input<'_>, room: &mut usize) {
    let groups = undecided::groups(input);
    if groups.is_empty() {
        return;
    }
    let head = format!(
        "❔ <b>{}</b> undecided: these depend on values that are not known statically",
        groups.len()
    );
    let lines = groups.iter().map(|group| {
        let mut line = format!("- **{}** {}", group.severity, marked(&group.title(), inline));
        let _ = writeln!(line, " · {}", code(&group.places_in_words()));
        for (severity, checks) in group.by_severity(input.all_gaps) {
            let _ = writeln!(line, "  - {severity}: {}", checks.join(", "));
        }
        if !group.cure.is_empty() {
            let _ = writeln!(line, "  - to decide it: {}", inline(group.cure));
        }
        line
    });
    folded(out, &head, lines, room);
}

/// Findings that are listed apart, a line each.
fn apart(
    out: &mut String,
    mark: &str,
    what: &str,
    lines: Vec<(&str, &str, String)>,
    room: &mut usize,
) {
    if lines.is_empty() {
        return;
    }
    let head = format!("{mark} <b>{}</b> {what}", lines.len());
    let line = |(check, message, place): &(&str, &str, String)| {
        format!("- {}: {} {}\n", code(check), marked(message, inline), code(place))
    };
    folded(out, &head, lines.iter().map(line), room);
}

/// A list that is folded: as much of it as there is room for.
fn folded(out: &mut String, head: &str, lines: impl IntoIterator<Item = String>, room: &mut usize) {
    let mut text = format!("<details><summary>{head}</summary>\n\n");
    for line in lines {
        if text.chars().count() + line.chars().count() + TAIL > *room {
            text.push_str("- and more, which the full report has\n");
            break;
        }
        text.push_str(&line);
    }
    text.push_str("\n</details>\n\n");
    let length = text.chars().count();
    if length <= *room {
        *room -= length;
        out.push_str(&text);
    }
}

fn one(input: Input<'_>, finding: &Finding) -> String {
    let mut out = String::new();
    let mark = match finding.severity {
        Severity::Critical => "🟥",
        Severity::High => "🟧",
        Severity::Medium => "🟨",
        Severity::Low => "🟦",
        Severity::Info => "⬜",
    };
    let example = if finding.example { " (example)" } else { "" };
    let _ = writeln!(
        out,
        "<details><summary>{mark} <b>{}</b>{example}: {} · <code>{}</code></summary>\n",
        finding.severity,
        marked(&sentence(finding), inline),
        inline(&place(finding))
    );
    let _ = writeln!(
        out,
        "{} · {} · {}\n",
        check_of(input, finding),
        code(&finding.resource),
        place_of(input, finding)
    );
    let names: Vec<String> = also(finding).iter().map(|name| code(name)).collect();
    if !names.is_empty() {
        let _ = writeln!(out, "also: {}\n", names.join(", "));
    }
    for line in lines(finding) {
        let _ = writeln!(out, "- {}", inline(&line));
    }
    if !finding.absorbed.is_empty() {
        out.push('\n');
    }
    if let Some(snippet) = &finding.snippet {
        out.push_str(&fenced(&snippet.lines.join("\n"), language(&finding.location.file)));
    }
    if let Some((threat, check)) = input.threat(finding).zip(input.check(finding)) {
        let _ = writeln!(
            out,
            "**{}**: {}. {}\n",
            threat.stride.title(),
            threat.title,
            check.description.trim()
        );
    }
    if let Some(add) = to_add(input, finding) {
        let _ = writeln!(out, "**Add** {}\n", inline(&add));
    }
    if let Some(fix) = input.fix(finding) {
        let _ = writeln!(out, "**Fix**: {}", remediation(fix.trim(), of_finding(finding)));
    }
    let _ = writeln!(out, "</details>\n");
    out
}

fn language(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("tf" | "tfvars" | "tofu" | "hcl") => "hcl",
        Some("json") => "json",
        Some("yaml" | "yml") => "yaml",
        _ => "",
    }
}

/// The language of a finding's fix: JSON may stand in a file of another one.
fn of_finding(finding: &Finding) -> &'static str {
    if finding.format == "ecs" { "json" } else { language(&finding.location.file) }
}

/// Whether code is commands of a shell, as user data has them whatever the file is written in.
fn is_shell(code: &[&str]) -> bool {
    let command = |line: &&str| {
        ["aws ", "curl ", "echo ", "export "].iter().any(|word| line.starts_with(word))
    };
    code.iter().filter(|line| !line.is_empty()).all(command)
}

/// The fix's sentence, and its code (the indented lines) as a block of the format's language.
pub(super) fn remediation(fix: &str, language: &str) -> String {
    let mut out = String::new();
    let mut code: Vec<&str> = Vec::new();
    for text in fix.lines() {
        if text.starts_with("    ") || (!code.is_empty() && text.is_empty()) {
            code.push(text.strip_prefix("    ").unwrap_or(text));
        } else {
            block(&mut out, &mut code, language);
            let _ = writeln!(out, "{text}");
        }
    }
    block(&mut out, &mut code, language);
    out
}

fn block(out: &mut String, code: &mut Vec<&str>, language: &str) {
    while code.last().is_some_and(|line| line.is_empty()) {
        code.pop();
    }
    if !code.is_empty() {
        let language = if is_shell(code) { "sh" } else { language };
        let _ = write!(out, "\n{}\n", fenced(&code.join("\n"), language).trim_end());
    }
    code.clear();
}
