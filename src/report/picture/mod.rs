//! The model as one page that stands on its own: the diagram, what attacks what in it, and the threats.
//!
//! Without its script it is the picture and the table of threats. The script shows what is chosen:
//! of an element its findings, of a threat its targets. Its policy lets no other script run.

mod data;
mod markdown;

pub use markdown::write as markdown;
pub(super) use markdown::{diagram, notes};

use super::page::{self, Page};
use super::threats::{by_category, word};
use crate::model::svg::{self, Scene};
use crate::model::v1::{Model, State, System, Threat};
use crate::model::{Detail, NOTHING};
use crate::printable::plain;
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeSet;

/// The style sheets of what [`figure`] makes.
pub(super) const STYLES: [&str; 2] = [include_str!("page.css"), svg::STYLE];
/// The script of what [`figure`] makes.
pub(super) const SCRIPT: &str = include_str!("page.js");

/// Where a page says more of a finding: the id of its element, by the finding's fingerprint.
pub(super) type Listed<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The page of all systems.
#[must_use]
pub fn write(model: &Model, detail: Detail) -> String {
    let body = html! {
        main {
            h1 { "Threat model" }
            @if model.systems.is_empty() {
                p { (NOTHING) }
            }
            @for own in &model.systems {
                h2 { (name(own)) }
                (figure(own, detail, None))
            }
            @for note in &model.notes { p .soft { (plain(&note.text)) } }
            p .soft { "stridelint " (model.version) ", " (model.today) }
        }
    };
    Page { title: "Threat model", styles: &STYLES, scripts: &[SCRIPT], body }.write()
}

/// How a system is called: by its units.
pub(super) fn name(own: &System) -> String {
    const MOST: usize = 3;
    let mut names: Vec<String> = own.units.iter().map(|unit| plain(unit)).collect();
    if names == ["."] {
        return "This folder".to_owned();
    }
    let more = names.len().saturating_sub(MOST);
    if more > 1 {
        names.truncate(MOST);
        names.push(format!("{more} more units"));
    }
    names.join(", ")
}

/// A system's picture with what can be asked of it, and its threats. `listed`: it is a part of a page
/// that lists findings.
pub(super) fn figure(own: &System, detail: Detail, listed: Option<Listed<'_>>) -> Markup {
    let scene: Scene = svg::scene(own, detail);
    let threats: Vec<(&str, &Threat)> = by_category(own)
        .into_iter()
        .flat_map(|(stride, all)| all.into_iter().map(move |threat| (stride.title(), threat)))
        .collect();
    // Of a picture that is wider than high what is chosen stands below it.
    let shape = if scene.width * 2 > scene.height * 3 { "view is-wide" } else { "view" };
    let size = format!("--wide:{};--high:{}", scene.width, scene.height);
    html! {
        section .system aria-label=(format!("Threat model: {}", name(own))) {
            (filters(own, &threats))
            div class=(shape) {
                div .stage style=(size) tabindex="0" role="group"
                    aria-label="Diagram: arrow keys move it, plus and minus zoom, 0 shows all of it, Escape chooses nothing" {
                    (PreEscaped(svg::drawing(&scene, true)))
                }
                div .panel role="region" tabindex="0" aria-label="What is chosen" {}
            }
            details open[listed.is_none()] {
                summary { "The threats, each with its state" }
                div .wide {
                    table .threats {
                        thead { tr {
                            @for name in ["State", "Threat", "Category", "Actors", "Targets"] { th scope="col" { (name) } }
                        } }
                        tbody { @for (number, (category, threat)) in threats.iter().enumerate() { (row(number, category, threat)) } }
                    }
                }
            }
            script .data type="application/json" { (page::data(&data::of(own, &scene, &threats, listed))) }
        }
    }
}

fn row(number: usize, category: &str, threat: &Threat) -> Markup {
    let count = |state: State| threat.targets.iter().filter(|own| own.state == state).count();
    let counts: Vec<String> = State::ALL
        .into_iter()
        .map(|state| (count(state), state))
        .filter(|(count, _)| *count > 0)
        .map(|(count, state)| format!("{count} {}", word(state)))
        .collect();
    html! {
        tr data-threat=(number) {
            td class=(threat.state.word()) { (word(threat.state)) }
            td { button .link type="button" { (plain(&threat.title)) } " " code .soft { (plain(&threat.id)) } }
            td { (category) }
            td { (plain(&threat.actors.join(", "))) }
            td {
                @if let Some(reason) = &threat.reason { (plain(reason)) } @else { (counts.join(", ")) }
            }
        }
    }
}

fn filters(own: &System, threats: &[(&str, &Threat)]) -> Markup {
    let actors: BTreeSet<&str> =
        threats.iter().flat_map(|(_, threat)| &threat.actors).map(String::as_str).collect();
    let mut strides: Vec<(&str, &str)> = Vec::new();
    for (title, threat) in threats {
        if strides.last().is_none_or(|(id, _)| *id != threat.stride) {
            strides.push((threat.stride, title));
        }
    }
    let states: Vec<(&str, &str)> =
        State::ALL.into_iter().map(|state| (state.word(), word(state))).collect();
    let actors: Vec<(&str, &str)> = actors.into_iter().map(|actor| (actor, actor)).collect();
    let certainties = [("stated", "stated"), ("inferred", "inferred"), ("undecided", "undecided")];
    html! {
        form aria-label="Filter the picture" {
            @if !own.threats.is_empty() {
                (select("actor", "Actor", &actors))
                (select("stride", "Category", &strides))
                (select("state", "State", &states))
            }
            (select("certainty", "Certainty of flows", &certainties))
            button type="reset" { "Clear" }
            button type="button" data-zoom="in" aria-label="Zoom in" { "+" }
            button type="button" data-zoom="out" aria-label="Zoom out" { "−" }
            button type="button" data-zoom="all" { "All of it" }
            span .soft role="status" {}
        }
    }
}

fn select(name: &str, label: &str, choices: &[(&str, &str)]) -> Markup {
    html! {
        label {
            (label)
            select name=(name) {
                option value="" { "all" }
                @for (value, text) in choices { option value=(plain(value)) { (plain(text)) } }
            }
        }
    }
}
