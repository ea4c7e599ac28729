//! One page that stands on its own: it loads nothing, and without its script it is a complete list, with
//! a picture of each system.
//!
//! What a check says stands once, in a section of its own; the script shows it in each finding that
//! is opened, and filters, sorts and groups what is there. Its policy lets no other script run.

mod finding;
mod models;

use super::escape::{between_tags, marked, xml};
use super::page::{self, Page};
use super::summary::{self, Counts, Summary, number};
use super::{Input, gaps, picture, place, undecided, was_wrong};
use crate::finding::{Finding, Severity};
use crate::policy::{Check, Stride};
use crate::source::Loss;
use maud::{Markup, Render, html};
use serde::Serialize;
use serde_json::Value as Json;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A text of the report between tags: what it says is no markup, and what cannot be seen is shown.
struct Text<'a>(&'a str);

impl Render for Text<'_> {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&between_tags(self.0));
    }
}

/// As [`Text`], with the names that stand between backticks as code.
struct Said<'a>(&'a str);

impl Render for Said<'_> {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&marked(self.0, between_tags));
    }
}

/// As [`Text`], as an attribute's value.
struct Attribute<'a>(&'a str);

impl Render for Attribute<'_> {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&xml(self.0));
    }
}

/// The checks of the page's findings, by id: their order is that of the numbers that findings name
/// them by.
struct Checks<'a>(BTreeMap<&'a str, (usize, Option<&'a Check>)>);

impl<'a> Checks<'a> {
    fn of(input: Input<'a>, findings: &[&'a Finding]) -> Checks<'a> {
        let ids: BTreeMap<&str, Option<&Check>> =
            findings.iter().map(|one| (one.check.as_str(), input.check(one))).collect();
        Checks(
            ids.into_iter()
                .enumerate()
                .map(|(number, (id, check))| (id, (number, check)))
                .collect(),
        )
    }

    fn number(&self, finding: &Finding) -> usize {
        self.0.get(finding.check.as_str()).map_or(0, |(number, _)| *number)
    }
}

/// What the script knows of a check.
#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    threat: &'a str,
    stride: &'a str,
    actors: &'a [String],
}

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let summary = Summary::of(input);
    let findings = worst_first(input);
    let checks = Checks::of(input, &findings);
    let systems = input.model.map_or(&[][..], |model| model.systems.as_slice());
    let body = html! {
        header { (head(input, &summary)) }
        main {
            (matrix(input))
            (models::pictures(systems, &findings))
            (table("Repository", &summary::by_repository(input)))
            (filters(input, &checks, &findings))
            h2 id="findings" { "Findings" }
            div #list { (finding::sections(input, &checks, &findings)) }
            (open_groups(input))
            (apart(input))
            (about(input, &checks, &findings))
        }
        script #data type="application/json" { (page::data(&data(input, &checks))) }
    };
    let mut styles = vec![STYLE];
    let mut scripts = vec![SCRIPT];
    if !systems.is_empty() {
        styles.extend(picture::STYLES);
        scripts.push(picture::SCRIPT);
    }
    Page { title: "stridelint report", styles: &styles, scripts: &scripts, body }.write()
}

/// What a reader acts on, by resource: the resource with the worst first, and of a resource the
/// worst first, before what is undecided.
fn worst_first(input: Input<'_>) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = input.open().chain(input.undecided()).collect();
    let resource =
        |one: &&Finding| (one.repository.clone(), one.unit.clone(), one.resource.clone());
    let weight = |one: &Finding| (Reverse(one.certainty), one.severity);
    let mut worst = BTreeMap::new();
    for one in &findings {
        let known = worst.entry(resource(one)).or_insert_with(|| weight(one));
        *known = weight(one).max(*known);
    }
    findings.sort_by_cached_key(|one| {
        let resource = resource(one);
        (Reverse(worst.get(&resource).copied()), resource, Reverse(weight(one)), *one)
    });
    findings
}

fn head(input: Input<'_>, summary: &Summary<'_>) -> Markup {
    let report = input.report;
    let mut said = vec![
        number(summary.units, "deployment"),
        number(summary.resources, "resource"),
        report.today.clone(),
    ];
    for (count, what) in [(summary.fixed, "fixed"), (summary.visible, "newly visible")] {
        if count > 0 {
            said.push(format!("{count} {what}"));
        }
    }
    said.extend(summary::undecided(summary));
    let lost = || report.problems.iter().filter(|problem| problem.loss == Loss::Lost);
    html! {
        h1 { "stridelint: " (Text(&gaps::headline(input))) }
        p .soft { (Text(&said.join(" · "))) }
        @if !report.announced.is_empty() {
            ul { @for one in &report.announced { li { (Text(&one.message)) } } }
        }
        @if summary.lost > 0 {
            div .lost role="alert" {
                p { "Incomplete: this could not be read." }
                ul {
                    @for problem in lost() {
                        li { code { (Text(&problem.path)) } " " (Text(&problem.message)) }
                    }
                }
            }
        }
        @if !report.gaps.is_empty() {
            details open {
                summary { "What this scan did not see" }
                ul {
                    @for group in gaps::groups(&report.gaps) {
                        li {
                            @let short = group.line(false);
                            @let whole = group.line(true);
                            @if short == whole { (Text(&whole)) } @else {
                                details { summary { (Text(&short)) } (Text(&whole)) }
                            }
                            @if !group.cure.is_empty() { br; "Fix: " (Text(group.cure)) }
                        }
                    }
                }
            }
        }
    }
}

/// Findings by STRIDE category and severity; each number filters.
fn matrix(input: Input<'_>) -> Markup {
    let counts: BTreeMap<Stride, Counts> = summary::by_stride(input).into_iter().collect();
    let worst_first = || Severity::ALL.into_iter().rev();
    html! {
           @if !counts.is_empty() {
               div .wide {
                   table .counts .matrix {
                       caption .soft { "Findings by STRIDE category and severity" }
                       thead { tr {
                           th scope="col" { "Category" }
                           @for severity in worst_first() {
                               th scope="col" { span class=(severity.name()) { (severity.name()) } }
                           }
                       } }
                       tbody {
                           @for (stride, row) in &counts {
                               tr {
                                   th scope="row" {
                                       button type="button" aria-pressed="false" data-stride=(stride.id()) {
                                           (stride.title())
                                       }
                                   }
                                   @for severity in worst_first() {
                                       td {
                                           button type="button" aria-pressed="false" data-stride=(stride.id())
                                               data-severity=(severity.name())
                                               data-label=(format!("{}, {severity}", stride.title()))
    aria-label=(format!("{} {}, {severity}", row[severity as usize], stride.title())) {
                                               (row[severity as usize])
                                           }
                                       }
                                   }
                               }
                           }
                       }
                   }
               }
           }
       }
}

fn table(title: &str, rows: &[(String, Counts)]) -> Markup {
    html! {
        @if !rows.is_empty() {
            div .wide {
                table .counts {
                    thead { tr {
                        th scope="col" { (title) }
                        @for severity in Severity::ALL.into_iter().rev() {
                            th scope="col" { (severity.name()) }
                        }
                    } }
                    tbody {
                        @for (name, counts) in rows {
                            tr {
                                td { (Text(name)) }
                                @for severity in Severity::ALL.into_iter().rev() {
                                    td { (counts[severity as usize]) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One choice of the filters: a value, and how it is called.
type Choice = (String, String);

fn filters(input: Input<'_>, checks: &Checks<'_>, findings: &[&Finding]) -> Markup {
    let known = || checks.0.values().filter_map(|(_, check)| *check);
    let threats: BTreeSet<&str> = known().map(|check| check.threat.as_str()).collect();
    let threats = || threats.iter().filter_map(|id| input.set.threat(id));
    let strides: BTreeSet<Stride> = threats().map(|threat| threat.stride).collect();
    let actors: BTreeSet<&str> =
        threats().flat_map(|threat| &threat.actors).map(String::as_str).collect();
    let repositories = summary::repositories(input);
    let repositories: BTreeSet<&str> =
        findings.iter().filter_map(|one| repositories.of(one)).collect();
    let formats: BTreeSet<&str> = findings.iter().map(|one| one.format).collect();
    let same = |name: &str| (name.to_owned(), name.to_owned());
    let severities = Severity::ALL.into_iter().rev().map(|severity| same(severity.name()));
    let undecided = findings.iter().any(|one| finding::state(one) == "undecided");
    let examples = findings.iter().any(|one| finding::state(one) == "example");
    let states = [("finding", true), ("example", examples), ("undecided", undecided)];
    let states = states.into_iter().filter(|(_, there)| *there).map(|(state, _)| same(state));
    html! {
        form #filters role="search" aria-label="Filter the findings" {
            label { "Text" input type="search" name="text" autocomplete="off" placeholder="words, or press /"; }
            (select("severity", "Severity", severities.collect()))
            (select("stride", "Category", strides.iter().map(|stride| (stride.id().to_owned(), stride.title().to_owned())).collect()))
            (select("threat", "Threat", threats().map(|threat| (threat.id.clone(), threat.title.clone())).collect()))
            (select("actor", "Actor", actors.into_iter().map(same).collect()))
            (select("check", "Check", checks.0.keys().map(|id| same(id)).collect()))
            (select("repository", "Repository", repositories.into_iter().map(same).collect()))
            (select("format", "Format", formats.into_iter().map(same).collect()))
            (select("state", "Kind", states.collect()))
            label { "Group by" select name="group" {
                option value="resource" { "resource" }
                option value="check" { "check" }
                option value="repository" { "repository" }
                option value="none" { "nothing" }
            } }
            label { "Sort by" select name="sort" {
                option value="severity" { "severity" }
                option value="place" { "place" }
                option value="check" { "check" }
            } }
            button #expand type="button" { "Expand all" }
            button type="reset" { "Clear" }
            p #count role="status" aria-live="polite" {}
        }
    }
}

/// A filter, where there is something to choose.
fn select(name: &str, label: &str, choices: Vec<Choice>) -> Markup {
    html! {
        @if choices.len() > 1 {
            label {
                (label)
                select name=(name) {
                    option value="" { "all" }
                    @for (value, text) in &choices {
                        option value=(Attribute(value)) { (Text(text)) }
                    }
                }
            }
        } @else {
            input type="hidden" name=(name) value="";
        }
    }
}

/// What is undecided, by what would decide it.
fn open_groups(input: Input<'_>) -> Markup {
    let groups = undecided::groups(input);
    html! {
        @if !groups.is_empty() {
            h2 { "Undecided: these depend on values that are not known statically" }
            @for group in groups {
                details {
                    summary {
                        b class=(group.severity) { (group.severity.name()) }
                        " " (Said(&group.title())) " " code { (Text(&group.places_in_words())) }
                    }
                    @if !group.cure.is_empty() {
                        p { b { "Fix" } ": " (Text(group.cure)) }
                    }
                    ul {
                        @for one in &group.findings {
                            li {
                                (one.severity.name()) ": " (Said(&one.message)) " "
                                code { (Text(&one.check)) } " " code { (Text(&place(one))) } " "
                                code { (Text(&one.resource)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is newly visible and what is fixed.
fn apart(input: Input<'_>) -> Markup {
    let visible: Vec<[&str; 4]> = input
        .report
        .visible
        .iter()
        .map(|one| [one.check.as_str(), &one.message, &one.location.file, &one.resource])
        .collect();
    let fixed: Vec<[&str; 4]> = input
        .report
        .fixed
        .iter()
        .map(|one| [one.check.as_str(), was_wrong(input, one), &one.file, &one.resource])
        .collect();
    let lists = [("Newly visible: the base could not be read here", visible), ("Fixed", fixed)];
    html! {
        @for (title, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            h2 { (title) }
            ul {
                @for [check, message, file, resource] in lines {
                    li {
                        (Said(message)) " " code { (Text(check)) } " " code { (Text(file)) } " "
                        code { (Text(resource)) }
                    }
                }
            }
        }
    }
}

/// What each check says, once: why it matters, and how to fix it in the formats that need it.
fn about(input: Input<'_>, checks: &Checks<'_>, findings: &[&Finding]) -> Markup {
    let fixes: BTreeSet<(&str, String)> =
        findings.iter().map(|one| (one.check.as_str(), fix_of(input.check(one), one))).collect();
    html! {
        @if !checks.0.is_empty() {
            h2 { "Why, and how to fix it" }
            @for (id, (number, check)) in &checks.0 {
                @if let Some(check) = check {
                    (section(input, check, *number, |fix| fixes.contains(&(id, fix.to_owned()))))
                }
            }
        }
    }
}

fn section(
    input: Input<'_>,
    check: &Check,
    number: usize,
    needed: impl Fn(&str) -> bool,
) -> Markup {
    html! {
        section .check id=(format!("check-{number}")) {
            h3 { (Text(&check.title)) " " small { code { (Text(&check.id)) } } }
            p data-about {
                @if let Some(threat) = input.set.threat(&check.threat) {
                    b { (threat.stride.title()) } ": " (Text(&threat.title)) ". "
                }
                (Text(check.description.trim()))
                @if let Some(page) = super::help_uri(check) {
                    " " a href=(Attribute(&page)) rel="noreferrer" { "More about " (Text(&check.name)) }
                }
            }
            @for fix in check.remediation.every().filter(|fix| needed(&fix_id(fix.format, fix.case))) {
                div data-fix=(fix_id(fix.format, fix.case)) {
                    p { b { "Fix in " (fix.name) } }
                    pre { (Text(fix.text.trim())) }
                }
            }
        }
    }
}

/// What a finding and the fix that is shown in it have in common.
fn fix_id(format: &str, case: Option<&str>) -> String {
    case.map_or_else(|| format.to_owned(), |case| format!("{format}-{case}"))
}

/// That of a finding: its case counts where the check has a text for it.
fn fix_of(check: Option<&Check>, finding: &Finding) -> String {
    let own = |case: &&str| {
        let mut fixes = check.into_iter().flat_map(|check| check.remediation.every());
        fixes.any(|fix| fix.format == finding.format && fix.case == Some(case))
    };
    fix_id(finding.format, finding.case.as_deref().filter(own))
}

/// What the script is told.
fn data(input: Input<'_>, checks: &Checks<'_>) -> Json {
    let about = |(id, (_, check)): (&&'_ str, &(usize, Option<&'_ Check>))| {
        let threat = check.and_then(|check| input.set.threat(&check.threat));
        serde_json::to_value(About {
            id,
            threat: threat.map_or("", |threat| &threat.id),
            stride: threat.map_or("", |threat| threat.stride.id()),
            actors: threat.map_or(&[], |threat| &threat.actors),
        })
        .unwrap_or_default()
    };
    let checks: Vec<Json> = checks.0.iter().map(about).collect();
    serde_json::json!({ "checks": checks })
}
