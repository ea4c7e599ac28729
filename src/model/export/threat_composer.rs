//! The model as AWS Threat Composer reads it, version 1.

use super::{Measure, Shown, cut, is_left, json, measures, one_line, reasons, severity, uuid};
use crate::model::v1::{Encrypted, Flow, State, System, Threat};
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// The longest texts.
const DESCRIPTION: usize = 100_000;
const STATEMENT: usize = 1_400;
const CONTENT: usize = 1_000;
const PART: usize = 200;
/// Assets that a threat names; a statement that lists more is not read.
const ASSETS: usize = 8;

/// A system as a file.
#[must_use]
pub fn write(system: &System) -> String {
    let shown = Shown::new(system);
    let measures: Vec<(&str, Measure<'_>)> =
        measures(system).into_iter().filter(|(_, own)| own.is_open || own.is_quiet).collect();
    let numbered = |number: usize| number + 1;
    let assumptions = shown.notes().into_iter().enumerate().map(|(number, text)| {
        json!({
            "id": uuid("note", &text),
            "numericId": numbered(number),
            "displayOrder": numbered(number),
            "content": cut(&text, CONTENT),
        })
    });
    let mitigations = measures.iter().enumerate().map(|(number, (id, own))| {
        json!({
            "id": uuid("check", id),
            "numericId": numbered(number),
            "displayOrder": numbered(number),
            "status": if own.is_open { "mitigationIdentified" } else { "mitigationResolved" },
            "content": cut(&content(id, own), CONTENT),
            "metadata": [{"key": "custom:check", "value": id}],
        })
    });
    let links = measures.iter().flat_map(|(id, own)| {
        own.threats.iter().map(move |threat| {
            json!({"mitigationId": uuid("check", id), "linkedId": uuid("threat", threat)})
        })
    });
    let threats = system.threats.iter().enumerate();
    json(&json!({
        "schema": 1,
        "applicationInfo": {
            "name": cut(&shown.name(), PART),
            "description": cut(&format!(
                "Derived from the code of {} by stridelint.",
                escaped(&shown.name())
            ), DESCRIPTION),
        },
        "architecture": {"description": cut(&architecture(&shown), DESCRIPTION)},
        "dataflow": {"description": cut(&flows(&shown), DESCRIPTION)},
        "assumptions": assumptions.collect::<Vec<_>>(),
        "mitigations": mitigations.collect::<Vec<_>>(),
        "assumptionLinks": [],
        "mitigationLinks": links.collect::<Vec<_>>(),
        "threats": threats.map(|(number, own)| threat(&shown, own, number + 1)).collect::<Vec<_>>(),
    }))
}

/// What a measure is: how it is done, or that it is.
fn content(id: &str, own: &Measure<'_>) -> String {
    let title = one_line(own.title);
    match own.fix {
        Some(fix) if own.is_open => format!("Against \"{title}\" ({id}): {fix}"),
        _ if own.is_open => format!("Against \"{title}\" ({id})"),
        _ => format!("Looked for \"{title}\" ({id}): not there"),
    }
}

fn threat(shown: &Shown<'_>, own: &Threat, number: usize) -> Json {
    let source = own.actors.join(" or ").replace('-', " ");
    let action = format!("cause this: {}", lowered(&one_line(&own.title)));
    let left: Vec<String> = own
        .targets
        .iter()
        .filter(|target| is_left(target.state))
        .map(|target| {
            shown
                .elements
                .get(target.id.as_str())
                .cloned()
                .unwrap_or_else(|| one_line(&target.name))
        })
        .fold(Vec::new(), |mut all, name| {
            if !all.contains(&name) {
                all.push(name);
            }
            all
        });
    let mut assets: Vec<String> = left.iter().take(ASSETS).map(|name| cut(name, PART)).collect();
    if left.len() > ASSETS {
        assets.push(format!("{} more", left.len() - ASSETS));
    }
    let article = if source.starts_with(['a', 'e', 'i', 'o']) { "An" } else { "A" };
    let mut statement = format!("{article} {source} can {action}");
    if !assets.is_empty() {
        let _ = write!(statement, ", negatively impacting {}", assets.join(", "));
    }
    let mut metadata = vec![
        json!({"key": "STRIDE", "value": [letter(own.stride)]}),
        json!({"key": "custom:threat", "value": own.id}),
        json!({"key": "custom:state", "value": own.state.word()}),
    ];
    let priority = severity(&own.targets).map(|word| match word {
        "critical" | "high" => "High",
        "medium" => "Medium",
        _ => "Low",
    });
    metadata.extend(priority.map(|word| json!({"key": "Priority", "value": word})));
    let mut said: Vec<String> = own.targets.iter().flat_map(reasons).collect();
    said.dedup();
    if !said.is_empty() {
        metadata.push(json!({"key": "Comments", "value": cut(&said.join("\n"), CONTENT)}));
    }
    json!({
        "id": uuid("threat", &own.id),
        "numericId": number,
        "displayOrder": number,
        "statement": cut(&statement, STATEMENT),
        "threatSource": cut(&source, PART),
        "threatAction": cut(&action, PART),
        "impactedAssets": assets,
        "status": status(own.state),
        "tags": [own.stride, own.state.word()],
        "metadata": metadata,
    })
}

fn status(state: State) -> &'static str {
    match state {
        State::Open | State::Undecided => "threatIdentified",
        State::Accepted | State::Transferred | State::Mitigated => "threatResolved",
        State::NotApplicable => "threatResolvedNotUseful",
    }
}

fn letter(stride: &str) -> &'static str {
    match stride {
        "spoofing" => "S",
        "tampering" => "T",
        "repudiation" => "R",
        "information-disclosure" => "I",
        "denial-of-service" => "D",
        _ => "E",
    }
}

/// A sentence's beginning in small letters; an abbreviation (`ECS`) stays as it is.
fn lowered(text: &str) -> String {
    let mut all = text.chars();
    match (all.next(), all.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(all).collect()
        }
        _ => text.to_owned(),
    }
}

/// The elements by boundary.
fn architecture(shown: &Shown<'_>) -> String {
    let mut out = String::new();
    let mut part = |id: Option<&str>, name: &str| {
        let inside = shown.system.elements.iter().filter(|own| own.boundary.as_deref() == id);
        let lines: String =
            inside.map(|own| format!("- {}\n", escaped(shown.element(&own.id)))).collect();
        if !lines.is_empty() {
            let _ = write!(out, "### {}\n\n{lines}\n", escaped(name));
        }
    };
    for own in &shown.system.boundaries {
        let name = shown.boundaries.get(own.id.as_str()).map_or(own.name.as_str(), String::as_str);
        part(Some(&own.id), name);
    }
    part(None, "not known");
    out
}

/// The flows as a list.
fn flows(shown: &Shown<'_>) -> String {
    shown.flows.iter().map(|own| flow(shown, own)).collect()
}

fn flow(shown: &Shown<'_>, own: &Flow) -> String {
    let encrypted = match own.encrypted {
        Encrypted::No => "not encrypted",
        Encrypted::Unknown => "encryption not known",
        Encrypted::Yes => "encrypted",
        Encrypted::Provider => "inside AWS",
    };
    let port = own.port.map(|port| format!(" {port}")).unwrap_or_default();
    let protocol = own.protocol.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
    let certainty = format!("{:?}", own.certainty).to_lowercase();
    format!(
        "- {} to {}: {}{}{port}, {encrypted}, {certainty}\n",
        escaped(shown.elements.get(own.from.as_str()).map_or(&own.from, |name| name)),
        escaped(shown.elements.get(own.to.as_str()).map_or(&own.to, |name| name)),
        own.kind,
        escaped(&protocol),
    )
}

/// A text that is nothing but text in markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}
