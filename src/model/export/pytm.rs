//! The model as a script of pytm, and the threats as the file that the script reads.
//!
//! pytm's own library knows nothing of ECS: the script uses our threats alone. A finding of pytm is
//! a threat that is open or undecided at an element, a flow or a boundary.

use super::{Shown, described, fixes, is_left, json, one_line, reasons, severity, uuid};
use crate::model::mermaid::keeps;
use crate::model::v1::{Certainty, Element, Encrypted, Evidence, System, Threat};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A system as a script that reads its threats from a file beside it.
#[must_use]
pub fn write(system: &System, threats: &str) -> String {
    let shown = Shown::new(system);
    let mut out = String::from(HEAD);
    let _ = writeln!(out, "THREATS = os.path.join(HERE, {})", quoted(threats));
    out.push_str(ASKS);
    let _ = writeln!(out, "\ntm = TM({})", named(&shown.name()));
    let _ = writeln!(
        out,
        "tm.description = {}",
        named(&format!("The threat model that the code of {} tells.", shown.name()))
    );
    out.push_str("tm.isOrdered = False\ntm.threatsFile = THREATS\n");
    let notes = shown.notes();
    if !notes.is_empty() {
        out.push_str("tm.assumptions = [\n");
        for note in &notes {
            let _ = writeln!(out, "    Assumption({}),", named(note));
        }
        out.push_str("]\n");
    }
    out.push('\n');
    boundaries(&mut out, &shown);
    for own in &system.elements {
        element(&mut out, &shown, own);
    }
    flows(&mut out, &shown);
    out.push_str("\nif __name__ == \"__main__\":\n    tm.process()\n");
    out
}

const HEAD: &str = r#"#!/usr/bin/env python3
"""A threat model for pytm, written by stridelint."""

import os
import sys
from uuid import UUID

from pytm import (
    TM,
    Actor,
    Boundary,
    Dataflow,
    Datastore,
    ExternalEntity,
    Lambda,
    Process,
    Server,
)

try:
    from pytm import Assumption
except ImportError:  # before 1.4 they are texts
    Assumption = str

HERE = os.path.dirname(os.path.abspath(__file__))
"#;

const ASKS: &str = r#"if not os.path.exists(THREATS):
    sys.exit(THREATS + " is missing: stridelint model -f pytm -o FILE writes it beside the script")
"#;

/// Parents first: a script names what it has.
fn boundaries(out: &mut String, shown: &Shown<'_>) {
    let mut written = BTreeSet::new();
    let all = &shown.system.boundaries;
    let known = |id: &str| all.iter().any(|own| own.id == id);
    loop {
        let before = written.len();
        for own in all {
            let parent = own.parent.as_deref().filter(|id| known(id));
            if written.contains(&own.id) || parent.is_some_and(|id| !written.contains(id)) {
                continue;
            }
            let name = shown.boundaries.get(own.id.as_str()).map_or("", String::as_str);
            let mut words = vec![named(name)];
            words.extend(parent.map(|id| format!("inBoundary={}", variable(id))));
            words.extend(source_files(&own.evidence));
            statement(out, &own.id, "Boundary", &words);
            written.insert(own.id.clone());
        }
        if written.len() == before {
            break;
        }
    }
}

fn element(out: &mut String, shown: &Shown<'_>, own: &Element) {
    let class = match own.kind {
        kind if kind.starts_with("actor.") => "Actor",
        "external" => "ExternalEntity",
        "function" => "Lambda",
        "service" | "task" => "Process",
        kind if keeps(kind) => "Datastore",
        _ => "Server",
    };
    let mut words = vec![named(shown.element(&own.id))];
    let inside = own.boundary.as_deref().filter(|id| shown.boundaries.contains_key(id));
    words.extend(inside.map(|id| format!("inBoundary={}", variable(id))));
    let said = described(&own.id, &[], &own.unknown);
    words.push(format!("description={}", named(&said.join("; "))));
    words.extend(source_files(&own.evidence));
    statement(out, &own.id, class, &words);
}

fn flows(out: &mut String, shown: &Shown<'_>) {
    for own in &shown.flows {
        let ends = [&own.from, &own.to];
        if ends.iter().any(|id| !shown.elements.contains_key(id.as_str())) {
            continue;
        }
        let mut words = vec![variable(&own.from), variable(&own.to), named(&own.name)];
        words.extend(own.protocol.as_deref().map(|name| format!("protocol={}", named(name))));
        words.extend(own.port.map(|port| format!("dstPort={port}")));
        let certainty = match own.certainty {
            Certainty::Stated => "the code states it",
            Certainty::Inferred => "inferred",
            Certainty::Undecided | Certainty::Blocked => "undecided",
        };
        let encrypted = match own.encrypted {
            Encrypted::Yes => "encrypted",
            Encrypted::No => "not encrypted",
            Encrypted::Unknown => "encryption not known",
            Encrypted::Provider => "inside AWS",
        };
        words.push(format!("note={}", named(&format!("{}: {certainty}, {encrypted}", own.rule))));
        words.extend(source_files(&own.evidence));
        statement(out, &own.id, "Dataflow", &words);
        if own.encrypted == Encrypted::Yes {
            let _ = writeln!(out, "{}.controls.isEncrypted = True", variable(&own.id));
        }
    }
}

/// A call, and the id that stays: a version of pytm sets one of its own in the constructor.
fn statement(out: &mut String, id: &str, class: &str, words: &[String]) {
    let name = variable(id);
    let _ = writeln!(out, "{name} = {class}({})", words.join(", "));
    let _ = writeln!(out, "{name}.uuid = UUID(\"{}\")", uuid("model", id));
}

fn variable(id: &str) -> String {
    format!("x{}", hex(id))
}

fn hex(id: &str) -> String {
    uuid("model", id).replace('-', "")
}

fn source_files(evidence: &[Evidence]) -> Option<String> {
    let files: BTreeSet<String> = evidence.iter().map(|at| quoted(&at.file)).collect();
    let files: Vec<String> = files.into_iter().collect();
    (!files.is_empty()).then(|| format!("sourceFiles=[{}]", files.join(", ")))
}

/// A name for pytm, quoted. pytm puts names into graphs, tables and templates as they are, so they
/// have none of the characters that mean something there.
fn named(text: &str) -> String {
    quoted(&harmless(text))
}

fn harmless(text: &str) -> String {
    let text = one_line(text);
    text.chars()
        .map(|c| match c {
            '"' | '`' => '\'',
            '\\' => '/',
            '<' | '{' | '[' => '(',
            '>' | '}' | ']' => ')',
            '&' => '+',
            '|' => '/',
            other => other,
        })
        .collect()
}

/// A text as a literal of Python, in letters of ASCII.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            other => {
                let _ = write!(out, "\\U{:08x}", u32::from(other));
            }
        }
    }
    out.push('"');
    out
}

/// The threats of a system as pytm's threats file: each names what it is open or undecided at.
#[must_use]
pub fn threats(system: &System) -> String {
    let shown = Shown::new(system);
    json(&Json::Array(system.threats.iter().map(|own| threat(&shown, own)).collect()))
}

fn threat(shown: &Shown<'_>, own: &Threat) -> Json {
    let left = || own.targets.iter().filter(|target| is_left(target.state));
    let known: BTreeSet<&str> = shown
        .flows
        .iter()
        .map(|flow| flow.id.as_str())
        .chain(shown.elements.keys().copied())
        .chain(shown.boundaries.keys().copied())
        .collect();
    let ids: BTreeSet<String> = left()
        .filter(|target| known.contains(target.id.as_str()))
        .map(|target| format!("'{}'", hex(&target.id)))
        .collect();
    let condition = match ids.is_empty() {
        true => "False".to_owned(),
        false => {
            let ids: Vec<String> = ids.into_iter().collect();
            format!("target.uuid.hex in [{}]", ids.join(", "))
        }
    };
    let details: Vec<String> = left()
        .map(|target| {
            let said = reasons(target).join("; ");
            harmless(&format!("{} is {}: {said}", target.name, target.state.word()))
        })
        .collect();
    let mut measures: Vec<String> = Vec::new();
    for fix in left().flat_map(fixes) {
        let fix = harmless(fix);
        if !measures.contains(&fix) {
            measures.push(fix);
        }
    }
    let severity = match severity(left()) {
        Some("critical") => "Very High",
        Some("high") => "High",
        Some("medium") => "Medium",
        Some("low") => "Low",
        Some(_) => "Info",
        None => "",
    };
    json!({
        "SID": own.id,
        "target": ["Element"],
        "description": harmless(&own.title),
        "details": details.join(" | "),
        "Likelihood Of Attack": "",
        "severity": severity,
        "condition": condition,
        "prerequisites": own.actors.join(", "),
        "mitigations": measures.join(" | "),
        "example": "",
        "references": own.stride,
    })
}
