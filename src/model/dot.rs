//! The model as a graph in Graphviz's language, boundaries as clusters.

use super::group::{Detail, view};
use super::mermaid::{is_used, keeps, line, title, words};
use super::v1::{Certainty, Element, Encrypted, Model, System};
use std::fmt::Write;

/// The model as one graph.
#[must_use]
pub fn write(model: &Model, detail: Detail) -> String {
    let mut out = String::from(
        "digraph model {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", fontsize=10];\n",
    );
    let several = model.systems.len() > 1;
    for (number, system) in model.systems.iter().enumerate() {
        let shown = view(system, detail);
        let depth = usize::from(several) + 1;
        if several {
            let _ = writeln!(
                out,
                "  subgraph {} {{\n    label={};",
                name("cluster_", number, "system"),
                quoted(&system.units.join(", "))
            );
        }
        places(&mut out, &shown, None, depth, number);
        for flow in &shown.flows {
            let mut attributes = vec![format!("label={}", quoted(&words(flow)))];
            if flow.certainty != Certainty::Stated {
                attributes.push("style=dashed".to_owned());
            }
            if flow.encrypted == Encrypted::No {
                attributes.push("color=\"#cc0000\", fontcolor=\"#cc0000\"".to_owned());
            }
            let _ = writeln!(
                out,
                "{}{} -> {} [{}];",
                pad(depth),
                name("", number, &flow.from),
                name("", number, &flow.to),
                attributes.join(", ")
            );
        }
        if several {
            out.push_str("  }\n");
        }
    }
    out.push_str("}\n");
    let notes = model.systems.iter().flat_map(|system| &system.notes).chain(&model.notes);
    for note in notes {
        let _ = writeln!(out, "// note: {}", line(&note.text));
    }
    out
}

fn places(out: &mut String, system: &System, parent: Option<&str>, depth: usize, number: usize) {
    for own in system.boundaries.iter().filter(|own| own.parent.as_deref() == parent) {
        if !is_used(system, &own.id) {
            continue;
        }
        let _ = writeln!(out, "{}subgraph {} {{", pad(depth), name("cluster_", number, &own.id));
        let _ = writeln!(out, "{}label={};", pad(depth + 1), quoted(&own.name));
        places(out, system, Some(&own.id), depth + 1, number);
        for element in
            system.elements.iter().filter(|element| element.boundary.as_deref() == Some(&own.id))
        {
            shape(out, element, depth + 1, number);
        }
        let _ = writeln!(out, "{}}}", pad(depth));
    }
    if parent.is_none() {
        for element in system.elements.iter().filter(|element| element.boundary.is_none()) {
            shape(out, element, depth, number);
        }
    }
}

fn shape(out: &mut String, element: &Element, depth: usize, number: usize) {
    let mut attributes = vec![format!("label={}", quoted(&title(element)))];
    if element.kind.starts_with("actor.") {
        attributes.push("shape=ellipse".to_owned());
    } else if keeps(element.kind) {
        attributes.push("shape=cylinder".to_owned());
    }
    if !element.unknown.is_empty() {
        attributes.push("style=\"rounded,dashed\"".to_owned());
    }
    let _ = writeln!(
        out,
        "{}{} [{}];",
        pad(depth),
        name("", number, &element.id),
        attributes.join(", ")
    );
}

fn pad(depth: usize) -> String {
    "  ".repeat(depth)
}

/// A quoted name of the graph's language.
fn name(prefix: &str, number: usize, id: &str) -> String {
    quoted(&format!("{prefix}{number}/{id}"))
}

/// A text inside quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", line(text).replace('\\', "\\\\").replace('"', "\\\""))
}
