//! The model in markdown: a diagram of each system, and what the code does not tell.

use super::name;
use crate::model::v1::{Model, System};
use crate::model::{Detail, NOTHING, mermaid};
use crate::report::escape::{fenced, inline};
use std::fmt::Write;

/// The diagrams of all systems.
#[must_use]
pub fn write(model: &Model, detail: Detail) -> String {
    let mut out = String::new();
    for system in &model.systems {
        match system.units.as_slice() {
            [unit] if unit == "." => out.push_str("## Threat model\n\n"),
            _ => {
                let _ = writeln!(out, "## Threat model of {}\n", inline(&name(system)));
            }
        }
        out.push_str(&diagram(system, detail));
        notes(&mut out, system);
    }
    if model.systems.is_empty() {
        let _ = writeln!(out, "{NOTHING}");
    }
    out
}

/// A system as a block of Mermaid.
pub fn diagram(system: &System, detail: Detail) -> String {
    fenced(mermaid::of(system, detail).trim_end(), "mermaid")
}

/// What the code does not tell, as a list.
pub fn notes(out: &mut String, system: &System) {
    if system.notes.is_empty() {
        return;
    }
    out.push_str("\nWhat the model does not see:\n\n");
    for note in &system.notes {
        let place = note.evidence.first();
        let place = place.map_or_else(String::new, |at| format!(" ({}:{})", at.file, at.line));
        let _ = writeln!(out, "- {}", inline(&format!("{}{place}", note.text)));
    }
}
