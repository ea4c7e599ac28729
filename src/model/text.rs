//! The model for a terminal: what reaches what, from where, encrypted or not.

use super::NOTHING;
use super::mermaid::title;
use super::v1::{Certainty, Encrypted, Evidence, Flow, Maybe, Model, Note, System};
use crate::printable::plain;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A part of the summary.
struct Part {
    title: &'static str,
    has: fn(&Flow) -> bool,
}

/// The parts, in order; a flow stands in the first that has it.
const PARTS: &[Part] = &[
    Part {
        title: "From the internet",
        has: |flow| flow.kind == "ingress" && flow.crosses.iter().any(|id| id == "internet"),
    },
    Part { title: "Inside", has: |flow| flow.kind == "ingress" },
    Part { title: "Data", has: |flow| matches!(flow.kind, "data" | "mount" | "audit") },
    Part {
        title: "Control",
        has: |flow| matches!(flow.kind, "exec" | "aws-api" | "run" | "scale" | "host"),
    },
    Part { title: "Secrets and images", has: |flow| matches!(flow.kind, "secret" | "pull") },
    Part { title: "Logs", has: |flow| flow.kind == "logs" },
    Part { title: "Always there", has: |flow| matches!(flow.kind, "api" | "credentials") },
];

/// The model as text.
#[must_use]
pub fn write(model: &Model) -> String {
    let mut out = String::new();
    for system in &model.systems {
        whole(&mut out, system);
    }
    if model.systems.is_empty() {
        let _ = writeln!(out, "{NOTHING}");
    }
    notes(&mut out, &model.notes);
    out
}

fn whole(out: &mut String, system: &System) {
    let drawn = system.flows.iter().filter(|flow| flow.is_drawn()).count();
    let clear = system
        .flows
        .iter()
        .filter(|flow| flow.is_drawn() && flow.encrypted == Encrypted::No)
        .count();
    let _ = writeln!(
        out,
        "System {}: {} elements, {drawn} flows, {clear} of them unencrypted",
        plain(&system.units.join(", ")),
        system.elements.len(),
    );
    let names: BTreeMap<&str, String> =
        system.elements.iter().map(|own| (own.id.as_str(), plain(&title(own)))).collect();
    let mut left: Vec<&Flow> = system.flows.iter().filter(|flow| flow.is_drawn()).collect();
    for part in PARTS {
        let (own, rest): (Vec<&Flow>, Vec<&Flow>) =
            left.into_iter().partition(|flow| (part.has)(flow));
        left = rest;
        lines(out, part.title, &own, &names);
    }
    let blocked: Vec<&Flow> = system.flows.iter().filter(|flow| !flow.is_drawn()).collect();
    lines(out, "Configured, and not let through", &blocked, &names);
    notes(out, &system.notes);
    out.push('\n');
}

fn lines(out: &mut String, title: &str, flows: &[&Flow], names: &BTreeMap<&str, String>) {
    if flows.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n  {title}");
    for flow in flows {
        let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| plain(id));
        let _ = write!(out, "    {} -> {}", name(&flow.from), name(&flow.to));
        let port = flow.port.map(|port| port.to_string());
        let way: Vec<&str> = flow.protocol.as_deref().into_iter().chain(port.as_deref()).collect();
        if !way.is_empty() {
            let _ = write!(out, "  {}", plain(&way.join(" ")));
        }
        let encrypted = match flow.encrypted {
            Encrypted::Yes => "encrypted",
            Encrypted::No => "unencrypted",
            Encrypted::Unknown => "encryption not known",
            Encrypted::Provider => "carried by AWS",
        };
        let _ = write!(out, "  {encrypted}");
        let sure = match flow.certainty {
            Certainty::Inferred => "  inferred",
            Certainty::Undecided => "  undecided",
            Certainty::Stated | Certainty::Blocked => "",
        };
        out.push_str(sure);
        if let Maybe::If(condition) = &flow.maybe {
            let _ = write!(out, "  if {}", plain(condition));
        }
        out.push_str(&place(flow.evidence.first()));
        out.push('\n');
        for unknown in flow.unknown.iter().filter(|_| flow.certainty == Certainty::Undecided) {
            let _ = writeln!(out, "      {}", plain(&unknown.reason));
        }
    }
}

fn notes(out: &mut String, notes: &[Note]) {
    if notes.is_empty() {
        return;
    }
    out.push_str("\n  Notes\n");
    for note in notes {
        let _ = writeln!(out, "    {}{}", plain(&note.text), place(note.evidence.first()));
    }
}

fn place(evidence: Option<&Evidence>) -> String {
    evidence.map_or_else(String::new, |at| format!("  ({}:{})", plain(&at.file), at.line))
}
