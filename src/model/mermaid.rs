//! The model as a Mermaid flowchart.

use super::group::{Detail, view};
use super::v1::{Certainty, Element, Encrypted, Flow, Model, System};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What Mermaid draws by default: characters of a text, and edges.
const MAX_TEXT: usize = 50_000;
const MAX_EDGES: usize = 500;

/// The model as a flowchart. What is more than Mermaid draws is shown with less detail.
#[must_use]
pub fn write(model: &Model, detail: Detail) -> String {
    let mut out = fitting(&model.systems, detail);
    let notes = model.systems.iter().flat_map(|system| &system.notes).chain(&model.notes);
    for note in notes {
        let _ = writeln!(out, "%% note: {}", line(&note.text));
    }
    out
}

/// A system as a flowchart without its notes, for a text that has them.
#[must_use]
pub fn of(system: &System, detail: Detail) -> String {
    fitting(std::slice::from_ref(system), detail)
}

fn fitting(systems: &[System], detail: Detail) -> String {
    let text = chart(systems, detail, usize::MAX);
    if text.len() <= MAX_TEXT && edges(systems, detail) <= MAX_EDGES {
        return text;
    }
    let text = chart(systems, Detail::Services, MAX_EDGES);
    if text.len() <= MAX_TEXT { text } else { chart(systems, Detail::Auto, MAX_EDGES / 4) }
}

fn edges(systems: &[System], detail: Detail) -> usize {
    systems.iter().map(|system| view(system, detail).flows.len()).sum()
}

fn chart(systems: &[System], detail: Detail, most: usize) -> String {
    let mut out = String::from("flowchart LR\n");
    let mut links = Links::default();
    let several = systems.len() > 1;
    for (number, system) in systems.iter().enumerate() {
        let shown = view(system, detail);
        let name = |id: &str| node(number, id);
        let depth = usize::from(several) + 1;
        if several {
            let title = label(&system.units.join(", "));
            let _ = writeln!(out, "  subgraph {}[\"{title}\"]", name("system"));
        }
        places(&mut out, &shown, None, depth, number);
        let left = most.saturating_sub(links.count);
        for flow in shown.flows.iter().take(left) {
            links.flow(&mut out, flow, depth, number);
        }
        if shown.flows.len() > left {
            let further = shown.flows.len() - left;
            let _ = writeln!(
                out,
                "{}{}[\"{further} further flows are in the JSON\"]",
                pad(depth),
                name("further")
            );
        }
        if several {
            out.push_str("  end\n");
        }
    }
    if systems.is_empty() {
        out.push_str("  none[\"nothing to draw\"]\n");
    }
    out.push_str("  classDef unknown stroke-dasharray:5 5\n");
    if !links.clear.is_empty() {
        let _ = writeln!(out, "  linkStyle {} stroke:#c00,color:#c00", links.clear.join(","));
    }
    out
}

/// The edges written so far, and which of them are unencrypted.
#[derive(Default)]
struct Links {
    count: usize,
    clear: Vec<String>,
}

impl Links {
    fn flow(&mut self, out: &mut String, flow: &Flow, depth: usize, number: usize) {
        let arrow = if flow.certainty == Certainty::Stated { "-->" } else { "-.->" };
        let _ = writeln!(
            out,
            "{}{} {arrow}|\"{}\"| {}",
            pad(depth),
            node(number, &flow.from),
            label(&words(flow)),
            node(number, &flow.to)
        );
        if flow.encrypted == Encrypted::No {
            self.clear.push(self.count.to_string());
        }
        self.count += 1;
    }
}

/// What stands at a flow.
pub(super) fn words(flow: &Flow) -> String {
    let mut words = vec![flow.kind.to_owned()];
    words.extend(flow.protocol.clone());
    words.extend(flow.port.map(|port| port.to_string()));
    if flow.certainty == Certainty::Undecided {
        words.push("?".to_owned());
    }
    words.join(" ")
}

/// The boundaries below one, each with its elements.
fn places(out: &mut String, system: &System, parent: Option<&str>, depth: usize, number: usize) {
    for own in system.boundaries.iter().filter(|own| own.parent.as_deref() == parent) {
        if !is_used(system, &own.id) {
            continue;
        }
        let _ = writeln!(
            out,
            "{}subgraph {}[\"{}\"]",
            pad(depth),
            node(number, &own.id),
            label(&own.name)
        );
        places(out, system, Some(&own.id), depth + 1, number);
        for element in
            system.elements.iter().filter(|element| element.boundary.as_deref() == Some(&own.id))
        {
            shape(out, element, depth + 1, number);
        }
        let _ = writeln!(out, "{}end", pad(depth));
    }
    if parent.is_none() {
        for element in system.elements.iter().filter(|element| element.boundary.is_none()) {
            shape(out, element, depth, number);
        }
    }
}

/// Whether a boundary has an element, itself or further in: Mermaid draws an empty one as a box.
pub(super) fn is_used(system: &System, id: &str) -> bool {
    system.elements.iter().any(|element| element.boundary.as_deref() == Some(id))
        || system
            .boundaries
            .iter()
            .any(|own| own.parent.as_deref() == Some(id) && is_used(system, &own.id))
}

/// Whether an element keeps data.
pub(super) fn keeps(kind: &str) -> bool {
    matches!(
        kind,
        "bucket"
            | "table"
            | "database"
            | "cache"
            | "file-system"
            | "secret"
            | "parameter"
            | "log-group"
            | "search"
            | "registry"
            | "queue"
            | "topic"
            | "stream"
    )
}

fn shape(out: &mut String, element: &Element, depth: usize, number: usize) {
    let (open, close) = match element.kind {
        kind if kind.starts_with("actor.") => ("([", "])"),
        "external" => ("{{", "}}"),
        kind if keeps(kind) => ("[(", ")]"),
        _ => ("[", "]"),
    };
    let class = if element.unknown.is_empty() { "" } else { ":::unknown" };
    let text = label(&title(element));
    let _ =
        writeln!(out, "{}{}{open}\"{text}\"{close}{class}", pad(depth), node(number, &element.id));
}

/// What stands in an element: its kind, where the name does not say it, and its name.
pub(super) fn title(element: &Element) -> String {
    let kind = element.kind.replace('-', " ");
    let own = element.address.is_some() || element.name != element.id;
    match element.kind {
        kind if kind.starts_with("actor.")
            || kind.starts_with("aws.")
            || kind.starts_with("metadata:") =>
        {
            element.name.clone()
        }
        _ if element.properties.contains_key("members") => element.name.clone(),
        _ if own => match element.instances {
            Some(count) if count > 1 => format!("{kind} {} ({count})", element.name),
            _ => format!("{kind} {}", element.name),
        },
        _ => element.name.clone(),
    }
}

fn pad(depth: usize) -> String {
    "  ".repeat(depth)
}

/// A name that no word of Mermaid is.
fn node(number: usize, id: &str) -> String {
    let hash = Sha256::digest(format!("{number}\n{id}").as_bytes());
    hash.iter().take(6).fold(String::from("x"), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A text inside quotes.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '#' => out.push_str("#35;"),
            '`' => out.push_str("#96;"),
            '\\' => out.push_str("#92;"),
            '[' | ']' | '{' | '}' | '|' | '(' | ')' | ';' | '%' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            other => out.push(other),
        }
    }
    out
}

/// A text in one line.
pub(super) fn line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}
