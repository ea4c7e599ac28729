//! The model as a picture: a scene of rectangles, lines and texts, and that scene as SVG.
//!
//! Boundaries fix most of the layout. What is outside AWS stands at the left, VPCs above, what AWS runs
//! below. Lines run in channels between the cards, each in a lane of its own, so that none crosses a card
//! or a label. Flows of one card that look the same share their line.

mod lanes;
mod layout;
mod measure;
mod paths;
mod place;
mod scene;
mod state;
mod write;

pub use scene::Scene;
pub use state::found_in;
pub use write::{STYLE, drawing, write};

use super::group::{Detail, View, seen};
use super::mermaid::{line, title, words};
use super::v1::{Certainty, Encrypted, Flow, System};
use crate::printable::plain;
use layout::layout;
use measure::{Style, cut, width, wrap};
use paths::{Edge, paths};
use scene::{Card, Label, Line, Rect, Text, Zone};
use state::{Mark, marks, whole};
use std::collections::BTreeMap;

const HEAD: Style = Style { size: 20, bold: true };
const SMALL: Style = Style { size: 12, bold: false };
const FLOW: Style = Style { size: 10, bold: false };
const ZONE: Style = Style { size: 12, bold: true };
/// Around everything.
const MARGIN: i64 = 20;
/// What the heading takes.
const HEADING: i64 = 52;
/// What the legend takes.
const LEGEND: i64 = 54;
/// The narrowest picture: the legend has to fit.
const NARROWEST: i64 = 860;
/// The most notes that stand below a picture.
const NOTES: usize = 12;

/// A count as a coordinate.
fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 4)
}

/// A text in one line in which nothing is hidden.
fn one_line(text: &str) -> String {
    plain(&line(text))
}

/// The scene of a system.
#[must_use]
pub fn scene(system: &System, detail: Detail) -> Scene {
    let view = seen(system, detail);
    let shown = &view.system;
    let all = grouped_marks(system, &view);
    let mark = |id: &str| all.get(id).copied().unwrap_or_default();
    let index: BTreeMap<&str, usize> =
        shown.elements.iter().enumerate().map(|(at, own)| (own.id.as_str(), at)).collect();
    let flows: Vec<(&Flow, Edge)> = shown
        .flows
        .iter()
        .filter_map(|flow| {
            Some((flow, edge(flow, *index.get(flow.from.as_str())?, *index.get(flow.to.as_str())?)))
        })
        .collect();
    let edges: Vec<Edge> = flows.iter().map(|(_, edge)| edge.clone()).collect();
    let links: Vec<(usize, usize)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let mut places = place::place(&shown.elements, &shown.boundaries, &links, mark);
    let (paths, ports) = paths(&edges, &places);
    // A label stands where an arrow ends, once for all that end there.
    let mut ends: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, path) in paths.iter().enumerate() {
        ends.entry(path.ports[1]).or_default().push(at);
    }
    let label_marks: BTreeMap<usize, Mark> = ends
        .iter()
        .map(|(port, own)| {
            let sum = own.iter().map(|at| mark(&flows[*at].0.id)).fold(Mark::default(), Mark::and);
            (*port, sum)
        })
        .collect();
    let needs: BTreeMap<usize, i64> = ends
        .iter()
        .map(|(port, own)| {
            let dot = if label_marks[port].class() == "none" { 0 } else { 11 };
            (*port, width(&edges[own[0]].label, FLOW) + dot + 22)
        })
        .collect();
    let layout = layout(&mut places, &paths, ports, &needs, HEADING + MARGIN);
    let mut scene = Scene { bottom: layout.height, ..Scene::default() };
    let members = members(&view);
    for ((flow, edge), path) in flows.iter().zip(&paths) {
        scene.lines.push(Line {
            id: flow.id.clone(),
            members: members
                .get(flow.id.as_str())
                .cloned()
                .unwrap_or_else(|| vec![flow.id.clone()]),
            ends: [edge.from, edge.to],
            points: layout.points(path),
            is_clear: edge.is_clear,
            is_dashed: edge.is_dashed,
            certainty: match flow.certainty {
                Certainty::Stated => "stated",
                Certainty::Inferred => "inferred",
                Certainty::Undecided => "undecided",
                Certainty::Blocked => "blocked",
            },
            name: named(flow, shown, &index),
            mark: mark(&flow.id),
        });
    }
    for (port, own) in ends {
        let end = scene.lines[own[0]].points.last().copied().unwrap_or_default();
        let edge = &edges[own[0]];
        let mark = label_marks[&port];
        let text = edge.label.clone();
        let wide = width(&text, FLOW);
        let is_left = layout.ports[port].side == paths::Side::Left;
        let has_dot = mark.class() != "none";
        // The dot stands before the text, whose end nobody knows to the pixel.
        let room = if has_dot { 11 } else { 0 };
        let x = if is_left { end.0 - 12 - wide } else { end.0 + 12 + room };
        let dot = x - 7;
        scene.labels.push(Label {
            lines: own,
            text: Text { x, y: end.1 - 4, text, style: FLOW, class: "m-flow-text" },
            is_clear: edge.is_clear,
            mark,
            dot: has_dot.then_some((dot, end.1 - 7)),
        });
    }
    let mut zones = layout.zones.clone();
    zones.sort_by_key(|(boundary, depth, _)| (*depth, *boundary));
    for (boundary, depth, rect) in zones {
        let own = &shown.boundaries[boundary];
        let name = zone_name(own.kind, &own.name);
        let text = cut(&name, ZONE, rect.width - 2 * layout::BORDER);
        let title = Text {
            x: rect.x + layout::BORDER,
            y: rect.y + 18,
            text,
            style: ZONE,
            class: "m-zone-text",
        };
        scene.zones.push(Zone {
            id: own.id.clone(),
            kind: own.kind,
            depth,
            rect,
            title,
            name,
            mark: mark(&own.id),
        });
    }
    scene.width = layout.width.max(NARROWEST) + MARGIN;
    drop(layout);
    for node in &places.nodes {
        let own = members.get(node.element.id.as_str()).cloned();
        scene.cards.push(card(node, &places, own.unwrap_or_else(|| vec![node.element.id.clone()])));
    }
    around(&mut scene, system, shown);
    scene
}

fn edge(flow: &Flow, from: usize, to: usize) -> Edge {
    Edge {
        from,
        to,
        label: cut(&one_line(&words(flow)), FLOW, 220),
        is_clear: flow.encrypted == Encrypted::No,
        is_dashed: flow.certainty != Certainty::Stated,
    }
}

/// How the threats at what is shown stand: of a group at all that it stands for.
fn grouped_marks(system: &System, view: &View) -> BTreeMap<String, Mark> {
    let mut all: BTreeMap<String, Mark> = BTreeMap::new();
    for (id, mark) in marks(system) {
        let own = all.entry(view.of(id).to_owned()).or_default();
        *own = own.and(mark);
    }
    all
}

/// What each group stands for.
fn members(view: &View) -> BTreeMap<&str, Vec<String>> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, shown) in &view.shown_as {
        // A step's groups became parts of the next step's.
        if !id.starts_with("group:") && !id.contains(":group:") && !id.contains("->group:") {
            all.entry(shown).or_default().push(id.clone());
        }
    }
    all
}

fn zone_name(kind: &str, name: &str) -> String {
    let name = one_line(name);
    match kind {
        // A box may be as narrow as one card.
        "vpc" if name.starts_with("a VPC that") => "VPC not named".to_owned(),
        // It is given from outside, and this is by what.
        "vpc" if name.contains('.') => format!("VPC ({name})"),
        "vpc" if !name.to_ascii_lowercase().contains("vpc") => format!("VPC {name}"),
        _ => name,
    }
}

/// A flow in a sentence.
fn named(flow: &Flow, shown: &System, index: &BTreeMap<&str, usize>) -> String {
    let name =
        |id: &str| index.get(id).map_or_else(|| id.to_owned(), |at| title(&shown.elements[*at]));
    let encrypted = match flow.encrypted {
        Encrypted::No => "not encrypted",
        Encrypted::Unknown => "encryption not known",
        Encrypted::Yes => "encrypted",
        Encrypted::Provider => "inside AWS",
    };
    let certainty = match flow.certainty {
        Certainty::Stated => "",
        Certainty::Inferred => ", inferred",
        Certainty::Undecided => ", undecided",
        Certainty::Blocked => ", blocked",
    };
    one_line(&format!(
        "{} from {} to {}: {encrypted}{certainty}",
        words(flow),
        name(&flow.from),
        name(&flow.to)
    ))
}

fn card(node: &place::Node<'_>, places: &place::Places<'_>, members: Vec<String>) -> Card {
    let wide = match node.spot {
        place::Spot::Left => places.left_width,
        place::Spot::In(row, column) => places.rows[row].columns[column].width,
    };
    let rect = Rect { x: node.x, y: node.y, width: wide, height: node.height };
    let x = rect.x + place::PAD;
    let mut y = rect.y + (rect.height - node.text.1) / 2 + 18;
    let text = |y: i64, text: &str, style: Style, class: &'static str| Text {
        x,
        y,
        text: text.to_owned(),
        style,
        class,
    };
    let mut texts = vec![text(y, &node.kind, place::KIND, "m-kind")];
    for own in &node.lines {
        y += 17;
        texts.push(text(y, own, place::NAME, "m-name"));
    }
    if !node.mark.short().is_empty() {
        texts.push(text(y + 16, &node.mark.short(), place::KIND, "m-mark"));
    }
    Card {
        id: node.element.id.clone(),
        members,
        rect,
        shape: place::shape(node.element.kind),
        is_open: !node.element.unknown.is_empty(),
        texts,
        name: one_line(&title(node.element)),
        mark: node.mark,
    }
}

/// What stands around the diagram: its heading, and what the code does not tell.
fn around(scene: &mut Scene, system: &System, shown: &System) {
    let units: Vec<String> =
        system.units.iter().filter(|unit| *unit != ".").map(|unit| one_line(unit)).collect();
    let title = match units.as_slice() {
        [] => "Threat model".to_owned(),
        [one] => format!("Threat model of {one}"),
        [one, two] => format!("Threat model of {one} and {two}"),
        [one, more @ ..] => format!("Threat model of {one} and {} more units", more.len()),
    };
    let most = scene.width - 2 * MARGIN;
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    let drawn = system.flows.iter().filter(|flow| flow.is_drawn()).count();
    let mut said = vec![count(system.elements.len(), "element"), count(drawn, "data flow")];
    if shown.elements.len() < system.elements.len() {
        said.push(format!(
            "drawn as {} and {}, like things as one",
            shown.elements.len(),
            shown.flows.len()
        ));
    }
    if !system.threats.is_empty() {
        said.push(whole(system).long());
    }
    scene.summary = format!("{}.", said.join(", "));
    let text = |y: i64, text: String, style: Style, class: &'static str| Text {
        x: MARGIN,
        y,
        text,
        style,
        class,
    };
    scene.texts.push(text(32, cut(&title, HEAD, most), HEAD, "m-title"));
    scene.texts.push(text(54, cut(&scene.summary, SMALL, most), SMALL, "m-soft"));
    scene.title = title;
    let mut y = scene.bottom + MARGIN;
    scene.legend = (MARGIN, y);
    y += LEGEND;
    if !system.notes.is_empty() {
        y += 18;
        scene.texts.push(text(y, "What the code does not tell".to_owned(), ZONE, "m-zone-text"));
        for note in system.notes.iter().take(NOTES) {
            for own in wrap(&one_line(&note.text), SMALL, most, 3) {
                y += 17;
                scene.texts.push(text(y, own, SMALL, "m-soft"));
            }
            y += 3;
        }
        if system.notes.len() > NOTES {
            y += 17;
            let more =
                format!("{} more notes are in the other formats", system.notes.len() - NOTES);
            scene.texts.push(text(y, more, SMALL, "m-soft"));
        }
    }
    scene.height = y + MARGIN;
}

#[cfg(test)]
mod tests;
