//! A finding in the page.

use super::{Checks, Text};
use crate::finding::{Certainty, Finding, Mark, Snippet};
use crate::report::{Input, further, lines, name_of, place, sentence, to_add, unit_of};
use maud::{Markup, html};

/// Whether it counts: `finding`, or `example`, or `undecided`.
pub fn state(finding: &Finding) -> &'static str {
    match finding.certainty {
        Certainty::Undecided => "undecided",
        Certainty::Reported if finding.example => "example",
        Certainty::Reported => "finding",
    }
}

/// The findings, a section for each resource; they are sorted by it.
pub fn sections(input: Input<'_>, checks: &Checks<'_>, findings: &[&Finding]) -> Markup {
    let groups = findings.chunk_by(|one, other| {
        (&one.repository, &one.unit, &one.resource)
            == (&other.repository, &other.unit, &other.resource)
    });
    html! {
        @for group in groups {
            @if let Some(first) = group.first() {
                @let unit = unit_of(&first.repository, &first.unit);
                section data-n=(Text(&format!("{} in {unit}", first.resource))) data-r=(Text(&first.repository)) {
                    h3 {
                        (Text(&first.resource)) " "
                        small { "in " (Text(&unit)) @if first.example { " (example)" } }
                    }
                    @for finding in group { (one(input, checks, finding)) }
                }
            }
        }
    }
}

fn one(input: Input<'_>, checks: &Checks<'_>, finding: &Finding) -> Markup {
    let state = state(finding);
    let at = place(finding);
    let told: Vec<String> = lines(finding).collect();
    html! {
        details .finding id=(Text(&format!("finding-{}", finding.fingerprint)))
            data-k=(checks.number(finding)) data-s=(finding.severity.name()) data-f=(finding.format)
            data-x=(super::fix_of(input.check(finding), finding))
            data-t=[(state != "finding").then_some(state)] data-p=(Text(&at)) {
            summary {
                span class=(format!("tag {}", finding.severity)) { (finding.severity.name()) }
                " " (Text(&sentence(finding))) " " code { (Text(&at)) }
            }
            p { code { (Text(&finding.check)) } }
            @if !told.is_empty() {
                p { "The same text" }
                ul { @for line in &told { li { (Text(line)) } } }
            }
            @if finding.instances.len() > 1 {
                p { "The same holds of" }
                ul { @for one in further(finding) { li { code { (Text(&name_of(finding, one))) } } } }
            }
            @if let Some(snippet) = &finding.snippet { (source(snippet)) }
            @if let Some(add) = to_add(finding) { p { b { "Add" } " " (Text(&add)) } }
            @if input.check(finding).is_none() { p { "No policy of this run describes it." } }
            @for related in &finding.related {
                @let at = &related.location;
                p {
                    (Text(&related.message)) " "
                    code { (Text(&at.file)) ":" (at.start.line) ":" (at.start.column) }
                }
            }
        }
    }
}

/// The source's lines, what is to be changed marked.
fn source(snippet: &Snippet) -> Markup {
    html! {
        pre {
            @for (number, line) in (snippet.first_line..).zip(&snippet.lines) {
                (format!("{number:>5}  "))
                @match snippet.marks.iter().find(|mark| mark.line == number) {
                    Some(mark) => (marked(line, mark)),
                    None => (Text(line)),
                }
                "\n"
            }
        }
    }
}

fn marked(line: &str, mark: &Mark) -> Markup {
    let part = |from: u32, to: u32| -> String {
        line.chars().skip(from as usize).take((to - from) as usize).collect()
    };
    let end = mark.column.saturating_add(mark.length);
    html! {
        (Text(&part(0, mark.column))) mark { (Text(&part(mark.column, end))) }
        (Text(&part(end, u32::MAX)))
    }
}
