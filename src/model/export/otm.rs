//! The model as Open Threat Model 0.2.

use super::{Shown, fixes, json, measures, one_line, places, reasons, severity};
use crate::model::v1::{Boundary, Checked, Element, Flow, State, System, Target, Threat, Verdict};
use serde_json::{Value as Json, json};

/// The zone of what stands in no boundary.
const NOWHERE: &str = "zone-not-known";

/// A system as a file.
#[must_use]
pub fn write(system: &System) -> String {
    let shown = Shown::new(system);
    let mut zones: Vec<Json> = system.boundaries.iter().map(|own| zone(&shown, own)).collect();
    if system.elements.iter().any(|own| own.boundary.is_none()) {
        let rating = json!({"trustRating": 0});
        zones.push(json!({"id": NOWHERE, "name": "not known", "risk": rating}));
    }
    json(&json!({
        "otmVersion": "0.2.0",
        "project": {
            "name": shown.name(),
            "id": super::uuid("system", &system.units.join("\n")),
            "attributes": {
                "generator": "stridelint",
                "units": system.units,
                "notes": shown.notes(),
            },
        },
        "representations": [{"name": "Code", "id": "code", "type": "code"}],
        "trustZones": zones,
        "components": system.elements.iter().map(|own| component(&shown, own)).collect::<Vec<_>>(),
        "dataflows": shown.flows.iter().map(|own| dataflow(&shown, own)).collect::<Vec<_>>(),
        "threats": system.threats.iter().map(|own| threat(&shown, own)).collect::<Vec<_>>(),
        "mitigations": mitigations(system),
    }))
}

/// How far a zone is trusted: the format asks for a number, so it has one by the boundary's kind.
fn rating(own: &Boundary) -> u32 {
    match own.kind {
        "internet" => 0,
        "subnets" if own.id.ends_with(":public") => 30,
        "network" | "account" => 40,
        "vpc" => 50,
        "subnets" => 60,
        _ => 80,
    }
}

fn zone(shown: &Shown<'_>, own: &Boundary) -> Json {
    let mut zone = json!({
        "id": own.id,
        "name": shown.boundaries.get(own.id.as_str()),
        "type": own.kind,
        "risk": {"trustRating": rating(own)},
        "attributes": {
            "address": own.address,
            "members": own.members,
            "properties": own.properties,
            "evidence": places(&own.evidence),
        },
    });
    if let Some(parent) = &own.parent {
        zone["parent"] = json!({"trustZone": parent});
    }
    zone
}

fn component(shown: &Shown<'_>, own: &Element) -> Json {
    json!({
        "id": own.id,
        "name": shown.element(&own.id),
        "type": own.kind,
        "parent": {"trustZone": own.boundary.as_deref().unwrap_or(NOWHERE)},
        "representations": own.evidence.iter().enumerate().map(|(number, at)| json!({
            "representation": "code",
            "id": format!("{}@{number}", own.id),
            "file": at.file,
            "line": at.line,
        })).collect::<Vec<_>>(),
        "threats": instances(shown, &own.id),
        "attributes": {
            "unit": own.unit,
            "address": own.address,
            "sourceType": own.source_type,
            "maybe": own.maybe,
            "instances": own.instances,
            "properties": own.properties,
            "unknown": own.unknown,
            "findings": own.findings,
            "evidence": places(&own.evidence),
        },
    })
}

fn dataflow(shown: &Shown<'_>, own: &Flow) -> Json {
    json!({
        "id": own.id,
        "name": one_line(&own.name),
        "source": own.from,
        "destination": own.to,
        "bidirectional": false,
        "tags": own.protocol.iter().cloned().chain(own.data.iter().map(|data| (*data).to_owned())).collect::<Vec<_>>(),
        "threats": instances(shown, &own.id),
        "attributes": {
            "kind": own.kind,
            "protocol": own.protocol,
            "port": own.port,
            "encrypted": own.encrypted,
            "authenticated": own.authenticated,
            "certainty": own.certainty,
            "crosses": own.crosses,
            "maybe": own.maybe,
            "rule": own.rule,
            "unknown": own.unknown,
            "findings": own.findings,
            "evidence": places(&own.evidence),
        },
    })
}

/// The threats that attack an element or a flow.
fn instances(shown: &Shown<'_>, id: &str) -> Vec<Json> {
    let all = shown.threats(id).iter();
    all.map(|(threat, target)| {
        json!({
            "threat": threat.id,
            "state": state(target.state),
            "mitigations": target.checks.iter().filter_map(mitigation).collect::<Vec<_>>(),
        })
    })
    .collect()
}

/// A state in the format's words, where it has one.
fn state(of: State) -> &'static str {
    match of {
        State::Open => "exposed",
        other => other.word(),
    }
}

fn mitigation(own: &Checked) -> Option<Json> {
    let state = match own.state {
        Verdict::Open | Verdict::Suppressed => "recommended",
        Verdict::Quiet => "implemented",
        Verdict::Undecided => "undecided",
        Verdict::Off => return None,
    };
    Some(json!({"mitigation": own.id, "state": state}))
}

fn threat(shown: &Shown<'_>, own: &Threat) -> Json {
    let worst = severity(&own.targets);
    let impact = match worst {
        Some("critical") => 100,
        Some("high") => 75,
        Some("medium") => 50,
        Some("low") => 25,
        Some(_) => 5,
        None => 0,
    };
    let comment = match worst {
        Some(word) => format!("the worst finding is {word}"),
        None => "nothing was found".to_owned(),
    };
    json!({
        "id": own.id,
        "name": one_line(&own.title),
        "categories": [own.stride],
        "cwes": [],
        "risk": {
            "likelihood": null,
            "likelihoodComment": "the code does not tell",
            "impact": impact,
            "impactComment": comment,
        },
        "tags": own.actors,
        "attributes": {
            "state": own.state,
            "basis": own.basis,
            "otherTargets": shown.apart(own).map(other).collect::<Vec<_>>(),
        },
    })
}

/// A target that has no place of its own in the format.
fn other(target: &Target) -> Json {
    json!({
        "id": target.id,
        "kind": target.kind,
        "name": one_line(&target.name),
        "state": target.state,
        "reasons": reasons(target),
        "fixes": fixes(target),
    })
}

fn mitigations(system: &System) -> Vec<Json> {
    let all = measures(system).into_iter();
    all.map(|(id, own)| {
        json!({
            "id": id,
            "name": format!("Against: {}", one_line(own.title)),
            "description": own.fix,
            "riskReduction": 0,
            "attributes": {"riskReductionComment": "the code does not tell"},
        })
    })
    .collect()
}
