//! The model as OWASP Threat Dragon reads it, version 2: one diagram, with places of its own.
//!
//! A boundary is a box: its own elements in columns, the boxes of the boundaries in it to their
//! right. So no box lies over another, and one element more moves only what is behind it.

use super::{Shown, described, fixes, json, one_line, reasons, severity, uuid};
use crate::model::mermaid::{keeps, words};
use crate::model::v1::{Certainty, Element, Encrypted, Flow, State, System, Target, Threat};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Sizes of the grid.
const WIDTH: usize = 160;
const HEIGHT: usize = 80;
const GAP_X: usize = 80;
const GAP_Y: usize = 50;
const MARGIN: usize = 40;
/// Elements in a column.
const ROWS: usize = 6;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// A system as a file.
#[must_use]
pub fn write(system: &System) -> String {
    let shown = Shown::new(system);
    let places = grid(system);
    let mut numbers = 0;
    let mut cells: Vec<Json> = Vec::new();
    for own in &system.boundaries {
        if let Some(area) = places.get(own.id.as_str()) {
            let name = shown.boundaries.get(own.id.as_str()).map_or("", String::as_str);
            cells.push(boundary(&own.id, name, *area));
        }
    }
    for own in &system.elements {
        let area = places.get(own.id.as_str()).copied().unwrap_or_default();
        cells.push(element(&shown, own, area, &mut numbers));
    }
    for own in &shown.flows {
        let ends = [&own.from, &own.to];
        if ends.iter().all(|id| shown.elements.contains_key(id.as_str())) {
            cells.push(flow(&shown, own, &mut numbers));
        }
    }
    json(&json!({
        "version": "2.0",
        "summary": {
            "title": shown.name(),
            "owner": "",
            "description": description(&shown),
            "id": 0,
        },
        "detail": {
            "contributors": [],
            "reviewer": "",
            "diagramTop": 1,
            "threatTop": numbers,
            "diagrams": [{
                "id": 0,
                "title": shown.name(),
                "diagramType": "STRIDE",
                "description": "",
                "placeholder": "",
                "thumbnail": "./public/content/images/thumbnail.stride.jpg",
                "version": "2.0",
                "cells": cells,
            }],
        },
    }))
}

/// What no cell says: notes, and threats to what is no cell.
fn description(shown: &Shown<'_>) -> String {
    let mut lines = vec![format!("The threat model that the code of {} tells.", shown.name())];
    for own in &shown.system.threats {
        for target in shown.apart(own).filter(|target| super::is_left(target.state)) {
            lines.push(format!(
                "{} at {}: {}. {}",
                own.id,
                one_line(&target.name),
                target.state.word(),
                reasons(target).join("; ")
            ));
        }
    }
    lines.extend(shown.notes());
    lines.join("\n")
}

/// Where the elements and the boundaries that have any stand, by id.
pub(super) fn grid(system: &System) -> BTreeMap<&str, Area> {
    let mut inside: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    let known: BTreeSet<&str> = system.boundaries.iter().map(|own| own.id.as_str()).collect();
    let place = |id: &'_ Option<String>| -> Option<String> {
        id.clone().filter(|id| known.contains(id.as_str()))
    };
    let mut children: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for own in &system.boundaries {
        let parent = place(&own.parent).and_then(|id| known.get(id.as_str()).copied());
        children.entry(parent).or_default().push(&own.id);
    }
    for own in &system.elements {
        let parent = place(&own.boundary).and_then(|id| known.get(id.as_str()).copied());
        inside.entry(parent).or_default().push(&own.id);
    }
    // Who attacks from outside stands at the left.
    for own in children.values_mut() {
        own.sort_by_key(|id| (*id != "internet", *id != "network", *id));
    }
    let mut found = BTreeMap::new();
    arrange(None, (0, 0), &inside, &children, &mut found, 0);
    found
}

/// Puts what lies in a boundary from a corner on; gives how wide and high it is, 0 where it is empty.
fn arrange<'a>(
    of: Option<&'a str>,
    (x, y): (usize, usize),
    inside: &BTreeMap<Option<&'a str>, Vec<&'a str>>,
    children: &BTreeMap<Option<&'a str>, Vec<&'a str>>,
    found: &mut BTreeMap<&'a str, Area>,
    depth: usize,
) -> (usize, usize) {
    let mut right = x + MARGIN;
    let mut bottom = y + MARGIN;
    let own = inside.get(&of).map_or(&[][..], Vec::as_slice);
    for (number, id) in own.iter().enumerate() {
        let (column, row) = (number / ROWS, number % ROWS);
        let area = Area {
            x: x + MARGIN + column * (WIDTH + GAP_X),
            y: y + MARGIN + row * (HEIGHT + GAP_Y),
            width: WIDTH,
            height: HEIGHT,
        };
        right = right.max(area.x + WIDTH + GAP_X);
        bottom = bottom.max(area.y + HEIGHT + GAP_Y);
        found.insert(id, area);
    }
    // Boundaries lie in one another only a few deep: what is deeper refers to itself.
    for child in children.get(&of).into_iter().flatten().filter(|_| depth < 16) {
        let (width, height) =
            arrange(Some(child), (right, y + MARGIN), inside, children, found, depth + 1);
        if width > 0 {
            found.insert(child, Area { x: right, y: y + MARGIN, width, height });
            right += width + GAP_X;
            bottom = bottom.max(y + MARGIN + height + GAP_Y);
        }
    }
    if right == x + MARGIN {
        return (0, 0);
    }
    (right - GAP_X + MARGIN - x, bottom - GAP_Y + MARGIN - y)
}

fn boundary(id: &str, name: &str, area: Area) -> Json {
    json!({
        "id": uuid("model", id),
        "shape": "trust-boundary-box",
        "zIndex": -1,
        "visible": true,
        "position": {"x": area.x, "y": area.y},
        "size": {"width": area.width, "height": area.height},
        "attrs": {"label": {"text": name}},
        "data": {
            "type": "tm.BoundaryBox",
            "name": name,
            "description": "",
            "isTrustBoundary": true,
            "hasOpenThreats": false,
        },
    })
}

fn element(shown: &Shown<'_>, own: &Element, area: Area, numbers: &mut usize) -> Json {
    let (shape, ty) = match own.kind {
        kind if kind.starts_with("actor.") || kind == "external" => ("actor", "tm.Actor"),
        kind if keeps(kind) => ("store", "tm.Store"),
        _ => ("process", "tm.Process"),
    };
    let name = shown.element(&own.id);
    let (threats, is_open) = threats(shown, &own.id, numbers);
    let said = described(&own.id, &own.evidence, &own.unknown);
    let stroke = json!({
        "stroke": if is_open { "red" } else { "#333333" },
        "strokeWidth": if is_open { 2.5 } else { 1.5 },
        "strokeDasharray": if own.unknown.is_empty() { "" } else { "4 3" },
    });
    let mut data = json!({
        "type": ty,
        "name": name,
        "description": said.join("\n"),
        "outOfScope": false,
        "reasonOutOfScope": "",
        "isTrustBoundary": false,
        "hasOpenThreats": is_open,
        "threats": threats,
    });
    match own.kind {
        "log-group" => data["isALog"] = true.into(),
        "secret" => data["storesCredentials"] = true.into(),
        _ => {}
    }
    json!({
        "id": uuid("model", &own.id),
        "shape": shape,
        "zIndex": 1,
        "visible": true,
        "position": {"x": area.x, "y": area.y},
        "size": {"width": area.width, "height": area.height},
        "attrs": {"text": {"text": name}, "body": stroke.clone(), "topLine": stroke.clone(), "bottomLine": stroke},
        "data": data,
    })
}

fn flow(shown: &Shown<'_>, own: &Flow, numbers: &mut usize) -> Json {
    let (threats, is_open) = threats(shown, &own.id, numbers);
    let name = one_line(&words(own));
    let said = described(&own.id, &own.evidence, &own.unknown);
    json!({
        "id": uuid("model", &own.id),
        "shape": "flow",
        "zIndex": 10,
        "visible": true,
        "connector": "smooth",
        "source": {"cell": uuid("model", &own.from)},
        "target": {"cell": uuid("model", &own.to)},
        "vertices": [],
        "labels": [{"position": 0.5, "attrs": {"label": {"text": name}}}],
        "attrs": {"line": {
            "stroke": if is_open { "red" } else { "#333333" },
            "strokeWidth": if is_open { 2.5 } else { 1.5 },
            "strokeDasharray": if own.certainty == Certainty::Stated { "" } else { "4 3" },
            "targetMarker": {"name": "block"},
            "sourceMarker": {"name": ""},
        }},
        "data": {
            "type": "tm.Flow",
            "name": name,
            "description": said.join("\n"),
            "outOfScope": false,
            "reasonOutOfScope": "",
            "isTrustBoundary": false,
            "isBidirectional": false,
            "isEncrypted": own.encrypted == Encrypted::Yes,
            "isPublicNetwork": own.crosses.iter().any(|id| id == "internet"),
            "protocol": own.protocol.as_deref().map(one_line).unwrap_or_default(),
            "hasOpenThreats": is_open,
            "threats": threats,
        },
    })
}

/// The threats at a cell, and whether one of them is open there.
fn threats(shown: &Shown<'_>, id: &str, numbers: &mut usize) -> (Vec<Json>, bool) {
    let all = shown.threats(id);
    let is_open = all.iter().any(|(_, target)| status(target.state) == "Open");
    let told = all.iter().map(|(own, target)| {
        *numbers += 1;
        threat(own, target, *numbers)
    });
    (told.collect(), is_open)
}

/// The format has no word for undecided: it is open until somebody decides, and its text says so.
fn status(state: State) -> &'static str {
    match state {
        State::Open | State::Undecided => "Open",
        State::Accepted => "Accepted",
        State::Transferred => "Transferred",
        State::Mitigated => "Mitigated",
        State::NotApplicable => "NA",
    }
}

fn threat(own: &Threat, target: &Target, number: usize) -> Json {
    let severity = match severity([target]) {
        Some("critical") => "Critical",
        Some("high") => "High",
        Some("medium") => "Medium",
        Some(_) => "Low",
        None => "TBD",
    };
    let category = match own.stride {
        "spoofing" => "Spoofing",
        "tampering" => "Tampering",
        "repudiation" => "Repudiation",
        "information-disclosure" => "Information disclosure",
        "denial-of-service" => "Denial of service",
        _ => "Elevation of privilege",
    };
    let mut said = vec![format!("{} ({})", target.state.word(), own.id)];
    said.extend(reasons(target));
    let mut measures: Vec<String> = fixes(target).into_iter().map(str::to_owned).collect();
    if let Some(basis) = target.basis.filter(|_| target.state == State::Mitigated) {
        let quiet =
            target.checks.iter().filter(|own| own.state == crate::model::v1::Verdict::Quiet);
        measures.extend(
            quiet.map(|own| format!("{}: {} ({})", basis.word(), one_line(&own.title), own.id)),
        );
    }
    json!({
        "id": uuid(&format!("threat:{}", own.id), &target.id),
        "number": number,
        "title": one_line(&own.title),
        "type": category,
        "modelType": "STRIDE",
        "status": status(target.state),
        "severity": severity,
        "score": "",
        "description": said.join("\n"),
        "mitigation": measures.join("\n"),
    })
}
