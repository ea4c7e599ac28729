//! A finding in the page.

use super::{Attribute, Checks, Said, Text};
use crate::finding::{Certainty, Finding, Mark, Related, RelatedKind, Snippet};
use crate::report::summary;
use crate::report::{
    Input, adds, further, lines, name_of, place, properties_of, sentence, unit_of,
};
use maud::{Markup, html};

/// Whether it counts: `finding`, or `example`, or `undecided`.
pub fn state(finding: &Finding) -> &'static str {
    match finding.certainty {
        Certainty::Undecided => "undecided",
        _ if finding.example => "example",
        Certainty::Reported | Certainty::Raw => "finding",
    }
}

/// The findings, a section for each resource; they are sorted by it.
pub fn sections(input: Input<'_>, checks: &Checks<'_>, findings: &[&Finding]) -> Markup {
    let groups = findings.chunk_by(|one, other| {
        (&one.repository, &one.unit, &one.resource)
            == (&other.repository, &other.unit, &other.resource)
    });
    let repositories = summary::repositories(input);
    html! {
        @for group in groups {
            @if let Some(first) = group.first() {
                @let unit = unit_of(&first.repository, &first.unit);
                @let shared = shared(group);
                section data-r=[repositories.of(first).map(Attribute)] {
                    h3 {
                        (Text(&first.resource)) " "
                        small { "in " (Text(&unit)) @if first.example { " (example)" } }
                    }
                    @for related in &shared { (further_place("", &first.resource, related)) }
                    @for finding in group { (one(input, checks, finding, &shared)) }
                }
            }
        }
    }
}

/// The places that are further ones of all findings of a resource: where it is declared, and where the
/// module that it stands in is called. They stand once, below its heading.
fn shared<'a>(group: &[&'a Finding]) -> Vec<&'a Related> {
    let [first, others @ ..] = group else { return Vec::new() };
    let of_resource = |one: &&Related| {
        matches!(one.kind, RelatedKind::Call | RelatedKind::Declaration)
            && others.iter().all(|other| other.related.contains(one))
    };
    first.related.iter().filter(of_resource).filter(|_| !others.is_empty()).collect()
}

/// One finding. A page has thousands: nothing stands twice in it. Its script reads severity and place
/// off the headline, and the resource off the section's heading.
fn one(input: Input<'_>, checks: &Checks<'_>, finding: &Finding, shared: &[&Related]) -> Markup {
    let state = state(finding);
    let told: Vec<String> = lines(finding).collect();
    html! {
        details .finding id=(Attribute(&format!("f-{}", finding.fingerprint)))
            data-k=(checks.number(finding)) data-f=[other_format(finding)] data-x=[own_fix(input, finding)]
            data-t=[(state != "finding").then_some(state)] {
            summary {
                b class=(finding.severity) { (finding.severity.name()) }
                " " (Said(&sentence(finding))) " " code { (Text(&place(finding))) }
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
            @if let Some(set_by) = &finding.set_by {
                p {
                    b { "Here" } " " (Said(&set_by.told))
                    @if let Some(line) = &set_by.line { ": " code { (Text(line)) } }
                }
            }
            @if adds(input, finding) {
                p {
                    b { "Add" } " the fix to "
                    @match properties_of(finding) {
                        Some(name) => { "Properties of " code { (Text(name)) } }
                        None => { "the block that begins here" }
                    }
                }
            }
            @if input.check(finding).is_none() { p { "No policy of this run describes it." } }
            @for related in finding.related.iter().filter(|one| !shared.contains(one)) {
                (further_place(&finding.location.file, &finding.resource, related))
            }
        }
    }
}

/// The format of the text to change, where it is not the one that most are in.
fn other_format(finding: &Finding) -> Option<&'static str> {
    Some(finding.format).filter(|format| *format != "terraform")
}

/// Which fix is the finding's, where its check has another one for its case than for its format.
fn own_fix(input: Input<'_>, finding: &Finding) -> Option<String> {
    Some(super::fix_of(input.check(finding), finding)).filter(|fix| *fix != finding.format)
}

/// A further place: in the file of the finding its line says enough, and below the heading of a resource
/// that it is declared.
fn further_place(file: &str, resource: &str, related: &Related) -> Markup {
    let at = &related.location;
    let own = |message: &str| message.strip_suffix(" is declared here") == Some(resource);
    let said = match related.kind {
        RelatedKind::Declaration if own(&related.message) => "declared here",
        _ => &related.message,
    };
    html! {
        p {
            (Text(said)) " "
            code {
                @if at.file == file { "line " } @else { (Text(&at.file)) ":" }
                (at.start.line) ":" (at.start.column)
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
