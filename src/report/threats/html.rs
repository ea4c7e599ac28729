//! The table as one page without scripts: the threats, and below each its targets with what the
//! checks say of them.

use super::markdown::{assets, controls, mitigations};
use super::{by_category, counted, word};
use crate::model::NOTHING;
use crate::model::v1::{Checked, Model, System, Target, Threat};
use crate::printable::plain;
use crate::report::page::Page;
use crate::report::picture::name;
use maud::{Markup, html};

/// What the columns are called; on a small screen, where there are no columns, each cell says it.
const HEADINGS: [&str; 7] =
    ["Assets", "Threat", "STRIDE", "Actors", "State", "Security controls", "Mitigation"];

const STYLE: &str = include_str!("page.css");

/// The page of all systems.
#[must_use]
pub fn write(model: &Model) -> String {
    let body = html! {
        main {
            h1 { "Threats" }
            @for system in &model.systems { (whole(system)) }
            @if model.systems.is_empty() {
                p { (NOTHING) }
            }
            p .soft { "stridelint " (model.version) ", " (model.today) }
        }
    };
    Page { title: "Threats", styles: &[STYLE], scripts: &[], body }.write()
}

fn whole(system: &System) -> Markup {
    html! {
        section {
            h2 { (name(system)) }
            p { (counted(system)) "." }
            div .wide {
                table {
                    thead {
                        tr {
                            @for heading in HEADINGS {
                                th scope="col" { (heading) }
                            }
                        }
                    }
                    tbody {
                        @for (stride, threats) in by_category(system) {
                            @for threat in threats { (row(stride.title(), threat)) }
                        }
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
    let [own, called, kind, actors, state, control, mitigation] = HEADINGS;
    html! {
        tr {
            td data-name=(own) { (plain(&assets(threat))) }
            td data-name=(called) {
                b { (plain(&threat.id)) } br;
                (plain(&threat.title))
                @if !threat.targets.is_empty() {
                    details {
                        summary { "targets (" (threat.targets.len()) ")" }
                        ul { @for own in &threat.targets { (target(own)) } }
                    }
                }
            }
            td data-name=(kind) { (category) }
            td data-name=(actors) { (plain(&threat.actors.join(", "))) }
            td data-name=(state) class=(threat.state.word()) { (word(threat.state)) }
            td data-name=(control) { @for line in controls(threat) { (plain(&line)) br; } }
            td data-name=(mitigation) { @for line in mitigations(threat) { (plain(&line)) br; } }
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
