//! The model as one page that stands on its own: the diagram, what attacks what in it, and the threats.
//!
//! Without its script it is the picture and the table of threats. The script shows what is chosen:
//! of an element its findings, of a threat its targets. Its policy lets no other script run.

mod data;

use super::threats::{by_category, word};
use crate::model::Detail;
use crate::model::svg::{self, Scene};
use crate::model::v1::{Model, State, System, Threat};
use crate::printable::plain;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page of all systems.
#[must_use]
pub fn write(model: &Model, detail: Detail) -> String {
    let hash = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    let policy =
        format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'");
    let page: Markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                title { "Threat model" }
                style { (PreEscaped(STYLE)) (PreEscaped(svg::STYLE)) }
            }
            body {
                main {
                    h1 { "Threat model" }
                    @if model.systems.is_empty() {
                        p { "No model: nothing that was read has a resource of ECS." }
                    }
                    @for (number, own) in model.systems.iter().enumerate() { (system(own, detail, number)) }
                    @for note in &model.notes { p .soft { (plain(&note.text)) } }
                    p .soft { "stridelint " (model.version) ", " (model.today) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

fn system(own: &System, detail: Detail, number: usize) -> Markup {
    let scene: Scene = svg::scene(own, detail);
    let name = plain(&own.units.join(", "));
    let threats: Vec<(&str, &Threat)> = by_category(own)
        .into_iter()
        .flat_map(|(stride, all)| all.into_iter().map(move |threat| (stride.title(), threat)))
        .collect();
    html! {
        section .system aria-labelledby=(format!("system-{number}")) {
            h2 id=(format!("system-{number}")) { @if name == "." { "This folder" } @else { (name) } }
            p .soft { (plain(&scene.summary)) }
            (filters(own, &threats))
            div .view {
                div .stage tabindex="0" role="group"
                    aria-label="Diagram: arrow keys move it, plus and minus zoom, 0 shows all of it, Escape chooses nothing" {
                    (PreEscaped(svg::drawing(&scene, true)))
                }
                div .panel role="region" tabindex="0" aria-label="What is chosen" {}
            }
            h3 { "Threats" }
            div .wide {
                table {
                    thead { tr {
                        @for name in ["State", "Threat", "Category", "Actors", "Targets"] { th scope="col" { (name) } }
                    } }
                    tbody { @for (number, (category, threat)) in threats.iter().enumerate() { (row(number, category, threat)) } }
                }
            }
            script .data type="application/json" { (PreEscaped(data::of(own, &scene, &threats))) }
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
            td { (counts.join(", ")) }
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
