//! The table as one page without scripts: the threats, and below each its targets with what the
//! checks say of them.

use super::markdown::{assets, controls, mitigations};
use super::{by_category, counted, word};
use crate::model::v1::{Checked, Model, System, Target, Threat};
use crate::printable::plain;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "body{font:14px/1.45 system-ui,sans-serif;margin:2em;color:#1b1f24;background:#fff}\
table{border-collapse:collapse;width:100%;margin:.5em 0 1.5em}th,td{border:1px solid #c8ced6;padding:.35em .5em;\
text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eef1f4}\
.open{background:#ffdcd7}.undecided{background:#fff1c2}.mitigated{background:#dcf5dc}.accepted,.transferred{background:#dde9ff}\
.not-applicable{color:#57606a}summary{cursor:pointer}code{font-size:12px}\
@media print{details>*{display:block}}";

/// The page of all systems.
#[must_use]
pub fn write(model: &Model) -> String {
    let page: Markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Threats" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Threats" }
                @for system in &model.systems { (whole(system)) }
                @if model.systems.is_empty() {
                    p { "No model: nothing that was read has a resource of ECS." }
                }
                p { "stridelint " (model.version) ", " (model.today) }
            }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

fn whole(system: &System) -> Markup {
    html! {
        section {
            h2 { (plain(&system.units.join(", "))) }
            p { (counted(system)) "." }
            table {
                thead {
                    tr {
                        @for name in ["Assets", "Threat", "STRIDE", "Actors", "State", "Security controls", "Mitigation"] {
                            th scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for (stride, threats) in by_category(system) {
                        @for threat in threats { (row(stride.title(), threat)) }
                    }
                }
            }
            @if !system.notes.is_empty() {
                h3 { "What the model does not see" }
                ul {
                    @for note in &system.notes {
                        li {
                            (plain(&note.text))
                            @if let Some(at) = note.evidence.first() {
                                " (" (plain(&at.file)) ":" (at.line) ")"
                            }
                        }
                    }
                }
            }
        }
    }
}

fn row(category: &str, threat: &Threat) -> Markup {
    html! {
        tr {
            td { (plain(&assets(threat))) }
            td {
                b { (plain(&threat.id)) } br;
                (plain(&threat.title))
                @if !threat.targets.is_empty() {
                    details {
                        summary { "targets (" (threat.targets.len()) ")" }
                        ul { @for own in &threat.targets { (target(own)) } }
                    }
                }
            }
            td { (category) }
            td { (plain(&threat.actors.join(", "))) }
            td class=(threat.state.word()) { (word(threat.state)) }
            td { @for line in controls(threat) { (plain(&line)) br; } }
            td { @for line in mitigations(threat) { (plain(&line)) br; } }
        }
    }
}

fn target(own: &Target) -> Markup {
    html! {
        li {
            span class=(own.state.word()) { (word(own.state)) }
            " " (plain(&own.name)) " " code { (plain(&own.id)) }
            @if let Some(reason) = &own.reason { ": " (plain(reason)) }
            @if !own.checks.is_empty() {
                ul { @for own in &own.checks { (checked(own)) } }
            }
        }
    }
}

fn checked(own: &Checked) -> Markup {
    html! {
        li {
            (own.state.word()) " " code { (plain(&own.id)) } " " (plain(&own.title))
            @if let Some(resource) = &own.resource { " " code { (plain(resource)) } }
            @if let Some(at) = &own.place { " (" (plain(&at.file)) ":" (at.line) ")" }
            @if let Some(reason) = &own.reason { ": " (plain(reason)) }
        }
    }
}
