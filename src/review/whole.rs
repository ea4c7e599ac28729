//! The comment that tells the whole report: one on a pull request, written anew where it says something else.

use super::body::{check, cut, mark_of, sign};
use super::plan::Asked;
use super::report::{Finding, Report};
use super::state::{State, Write};
use super::words::{Page, block, code, digest, place, shown};
use crate::finding::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Begins the comment. Earlier programs, and a report's file, begin with it too.
pub const MARK: &str = "<!-- stridelint:report ";
/// Begins what stands above the comments of a review.
pub const REVIEW: &str = "<!-- stridelint:review v=1 -->";
/// The text of a comment that another run wrote too, where it cannot be taken away.
pub const TWICE: &str = "stridelint: this report is told in another comment.";
/// Characters of the comment at most: GitHub takes 65,536, and 262,144 bytes.
const LONGEST: usize = 60_000;
/// Characters of a job's summary at most: GitHub takes 1 MiB.
const LONGEST_SUMMARY: usize = 240_000;
/// Keys of findings that are remembered at most.
const REMEMBERED: usize = 400;
/// Findings that have a line with all links at most, the worst first.
const LONG: usize = 60;
/// Causes of gaps, notes and the like that are listed at most.
const LISTED: usize = 20;
/// The categories, in STRIDE's order.
const STRIDE: [(&str, &str); 6] = [
    ("spoofing", "Spoofing"),
    ("tampering", "Tampering"),
    ("repudiation", "Repudiation"),
    ("information-disclosure", "Information disclosure"),
    ("denial-of-service", "Denial of service"),
    ("elevation-of-privilege", "Elevation of privilege"),
];

/// What stands above the comments of a review.
#[must_use]
pub fn above(comments: usize) -> String {
    format!(
        "stridelint: {} of this change {} findings.",
        number(comments, "place"),
        if comments == 1 { "has" } else { "have" }
    )
}

/// `1 place`, `2 places`.
fn number(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// The keys of the findings that were told at lines, as the comment's marker has them.
#[must_use]
pub fn said(body: &str) -> BTreeSet<String> {
    let head = body.strip_prefix(MARK).and_then(|rest| rest.split_once("-->"));
    let words = head.map(|(head, _)| head.split(' ')).into_iter().flatten();
    let mut keys = words.filter_map(|word| word.strip_prefix("said="));
    keys.next().into_iter().flat_map(|keys| keys.split(',')).map(str::to_owned).collect()
}

/// Writes the comment where it is not what it should be.
pub fn tell(
    asked: &Asked<'_>,
    state: &State,
    elsewhere: &[&Finding],
    at_lines: &[&Finding],
    said: &BTreeSet<String>,
    writes: &mut Vec<Write>,
) {
    let text = render(
        asked.report,
        asked.page,
        &state.head,
        asked.surface,
        (elsewhere, at_lines),
        LONGEST - 8_000,
    );
    let keys: Vec<&str> =
        said.iter().filter(|key| !key.is_empty()).map(String::as_str).take(REMEMBERED).collect();
    let keys = cut(&keys.join(","), 7_500);
    let said = if keys.is_empty() { String::new() } else { format!(" said={keys}") };
    let body = format!("{MARK}v=1 hash={}{said} -->\n{text}", digest(&format!("{said}\n{text}")));
    match state.whole.split_first() {
        None if speaks(asked) => writes.push(Write::Tell { body }),
        None => {}
        Some((first, twice)) => {
            if mark_of(&format!("{MARK}v=1 "), &first.body)
                != mark_of(&format!("{MARK}v=1 "), &body)
            {
                writes.push(Write::Retell { note: first.id.clone(), body });
            }
            writes.extend(twice.iter().map(|note| Write::Untell { note: note.id.clone() }));
        }
    }
}

/// Whether there is something to say where nothing was said before.
fn speaks(asked: &Asked<'_>) -> bool {
    let Report { fixed, newly_visible, undecided_groups, .. } = asked.report;
    !asked.report.open().is_empty()
        || !fixed.is_empty()
        || !newly_visible.is_empty()
        || !undecided_groups.is_empty()
        || asked.report.lost()
        || asked.surface.is_some_and(|surface| !surface.trim().is_empty())
}

/// The report for a job's summary, where no comment can be written.
#[must_use]
pub fn summary(asked: &Asked<'_>, head: &str) -> String {
    render(
        asked.report,
        asked.page,
        head,
        asked.surface,
        (&asked.report.open(), &[]),
        LONGEST_SUMMARY,
    )
}

/// What is new, in words: `2 critical, 1 high`.
fn in_words(report: &Report) -> String {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    report.counted().for_each(|one| *counts.entry(one.severity).or_default() += 1);
    let words: Vec<String> =
        counts.iter().rev().map(|(severity, count)| format!("{count} {severity}")).collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}

fn render(
    report: &Report,
    page: &Page,
    head: &str,
    surface: Option<&str>,
    (elsewhere, at_lines): (&[&Finding], &[&Finding]),
    most: usize,
) -> String {
    let but = if report.complete { "" } else { ", incomplete" };
    let mut out = format!("## stridelint: {}{but}\n\n", in_words(report));
    first(&mut out, report);
    let older = report.summary.older;
    let mut counts = vec![format!("**{} new**", report.counted().count())];
    for (count, what) in [
        (report.fixed.len(), "fixed"),
        (older, "still open from before"),
        (report.undecided_groups.len(), "undecided"),
        (report.newly_visible.len(), "newly visible"),
        (report.open().iter().filter(|one| one.example).count(), "in examples"),
    ] {
        if count > 0 {
            counts.push(format!("{count} {what}"));
        }
    }
    let _ = writeln!(out, "{}\n", counts.join(" · "));
    table(&mut out, report);
    let mut room = most.saturating_sub(out.chars().count());
    // Of many, and of what is told at its line, a line says less.
    let many = elsewhere.len() > LONG;
    let short = |one: &&Finding| {
        let at = &one.location;
        let place = format!("<code>{}:{}</code>", shown(&at.file), at.start.line);
        let said = cut(&shown(&one.sentence()), 120);
        format!("- {} **{}** {said} · {place}\n", sign(one.severity), one.severity)
    };
    let line = |(at, one): (usize, &&Finding)| {
        if many && at >= LONG {
            return short(one);
        }
        let at = &one.location;
        let example = if one.example { " (example)" } else { "" };
        format!(
            "- {} **{}**{example} {} · {} · {}\n",
            sign(one.severity),
            one.severity,
            cut(&shown(&one.sentence()), 600),
            place(page, head, &at.file, at.start.line),
            check(report, &one.check)
        )
    };
    let title = match at_lines.is_empty() {
        true => "Findings",
        false => "Findings without a comment at a line",
    };
    list(
        &mut out,
        &mut room,
        &format!("### {title}\n\n"),
        "",
        elsewhere.iter().enumerate().map(line),
    );
    let title = format!(
        "### {} with a comment at {} line\n\n",
        number(at_lines.len(), "finding"),
        if at_lines.len() == 1 { "its" } else { "their" }
    );
    list(&mut out, &mut room, &title, "", at_lines.iter().map(short));
    if let Some(surface) = surface.filter(|surface| !surface.trim().is_empty()) {
        let lines: Vec<String> = surface.lines().map(crate::printable::plain).collect();
        let text = cut(&crate::secret::without_credentials(&lines.join("\n")), 12_000);
        let section = format!("### Attack surface\n\n{}", block(text.lines(), "diff"));
        let length = section.chars().count();
        if length <= room {
            room -= length;
            out.push_str(&section);
        }
    }
    folded(&mut out, &mut room, report);
    let _ = writeln!(
        out,
        "<sub>{}, {} · stridelint {}</sub>",
        number(report.summary.units, "deployment"),
        number(report.summary.resources, "resource"),
        env!("CARGO_PKG_VERSION")
    );
    out
}

/// What has to be known before anything else: what was lost, what was not judged, and what decided how the scan went.
fn first(out: &mut String, report: &Report) {
    let lost = report.problems.iter().filter(|one| one.loss == "lost");
    let lost: Vec<String> = lost
        .map(|one| format!("{} {}", code(&one.file), cut(&shown(&one.message), 300)))
        .chain(report.gaps.iter().filter(|gap| gap.lost).map(told))
        .collect();
    if !lost.is_empty() {
        let _ =
            writeln!(out, "> **Incomplete**: {} could not be read\n", number(lost.len(), "input"));
    }
    let kinds = ["off-by-default", "left-out", "check-disabled"];
    let gaps = report.gaps.iter().filter(|gap| !gap.lost && !kinds.contains(&gap.kind.as_str()));
    let gaps: Vec<String> = gaps.map(told).collect();
    for (all, what) in [(lost, "could not be read"), (gaps, "not judged")] {
        for line in all.iter().take(LISTED) {
            let _ = writeln!(out, "- {what}: {line}");
        }
        if all.len() > LISTED {
            let _ = writeln!(out, "- and {} more", all.len() - LISTED);
        }
        if !all.is_empty() {
            out.push('\n');
        }
    }
    for one in report.configuration.iter().take(LISTED) {
        let _ = writeln!(out, "> {}\n", cut(&shown(&one.message), 500));
    }
}

fn told(gap: &super::report::Gap) -> String {
    let mut text = format!("{} {}: {}", code(&gap.file), shown(&gap.what), shown(&gap.why));
    if !gap.cure.is_empty() {
        let _ = write!(text, " (to do: {})", shown(&gap.cure));
    }
    cut(&text, 700)
}

fn table(out: &mut String, report: &Report) {
    let mut rows: BTreeMap<&str, BTreeMap<Severity, usize>> = BTreeMap::new();
    for one in report.counted() {
        let stride = one.stride.as_deref().unwrap_or_default();
        *rows.entry(stride).or_default().entry(one.severity).or_default() += 1;
    }
    let rows: Vec<_> = STRIDE
        .iter()
        .filter_map(|(id, title)| rows.get(id).map(|counts| (title, counts)))
        .collect();
    if rows.is_empty() {
        return;
    }
    out.push_str(
        "| STRIDE | critical | high | medium | low | info |\n|---|---:|---:|---:|---:|---:|\n",
    );
    for (title, counts) in rows {
        let _ = write!(out, "| {title} |");
        for severity in Severity::ALL.into_iter().rev() {
            let count = counts.get(&severity).map(ToString::to_string).unwrap_or_default();
            let _ = write!(out, " {count} |");
        }
        out.push('\n');
    }
    out.push('\n');
}

/// A list: as much of it as there is room for, and how much is left out.
fn list(
    out: &mut String,
    room: &mut usize,
    head: &str,
    foot: &str,
    lines: impl ExactSizeIterator<Item = String>,
) {
    /// Kept for what is said of the rest, and of the lists behind this one.
    const TAIL: usize = 2_000;
    let all = lines.len();
    if all == 0 {
        return;
    }
    let mut text = head.to_owned();
    let mut length = text.chars().count();
    let mut listed = 0;
    for line in lines {
        let own = line.chars().count();
        if length + own + TAIL > *room {
            break;
        }
        (length, listed) = (length + own, listed + 1);
        text.push_str(&line);
    }
    if listed < all {
        let _ =
            writeln!(text, "\n{} more did not fit here; the job's report has them.", all - listed);
    }
    let _ = writeln!(text, "{foot}");
    let length = text.chars().count();
    if length <= *room {
        *room -= length;
        out.push_str(&text);
    }
}

/// What is listed apart and folded: fixed, newly visible, undecided.
fn folded(out: &mut String, room: &mut usize, report: &Report) {
    let foot = "\n</details>\n";
    let head =
        |count: usize, what: &str| format!("<details><summary><b>{count}</b> {what}</summary>\n\n");
    let fixed = report.fixed.iter().map(|one| {
        let title = || report.checks.get(&one.check).map_or("", |check| check.title.as_str());
        let said = one.message.as_deref().unwrap_or_else(title);
        format!(
            "- ~~{}~~ · {} · {}\n",
            cut(&shown(said), 400),
            code(&one.file),
            check(report, &one.check)
        )
    });
    list(out, room, &head(report.fixed.len(), "fixed"), foot, fixed);
    let visible = report.newly_visible.iter().map(|one| {
        let said = cut(&shown(&one.sentence()), 400);
        format!("- {said} · {} · {}\n", code(&one.location.file), check(report, &one.check))
    });
    let what = "newly visible, because the base could not be read there";
    list(out, room, &head(report.newly_visible.len(), what), foot, visible);
    let undecided = report.undecided_groups.iter().map(|one| {
        let cure = if one.cure.is_empty() {
            String::new()
        } else {
            format!(" · to decide it: {}", shown(&one.cure))
        };
        cut(&format!("- {}{cure}", shown(&one.title)), 700) + "\n"
    });
    let what = "undecided, because they depend on values that are not known statically";
    list(out, room, &head(report.undecided_groups.len(), what), foot, undecided);
}
