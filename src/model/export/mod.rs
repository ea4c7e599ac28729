//! The model in the formats of other programs that model threats: one file for each system.
//!
//! What they have in common: names that differ, ids that stay, how bad an open threat is, and texts that
//! fit. What a format cannot say stands in its description; nothing is made up for it.

pub mod otm;
pub mod pytm;
pub mod threagile;
pub mod threat_composer;
pub mod threat_dragon;

use super::mermaid::{line, title};
use super::v1::{Checked, Evidence, Flow, State, System, Target, Threat, Unknown, Verdict};
use crate::printable::{in_json, plain};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How bad a finding may be, the worst first.
const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];

/// What the writers ask of a system.
struct Shown<'a> {
    system: &'a System,
    /// The flows that diagrams draw.
    flows: Vec<&'a Flow>,
    /// The elements' names by id, no two alike.
    elements: BTreeMap<&'a str, String>,
    /// The boundaries' names by id, no two alike.
    boundaries: BTreeMap<&'a str, String>,
    /// What attacks something, by its id.
    at: BTreeMap<&'a str, Vec<(&'a Threat, &'a Target)>>,
}

impl<'a> Shown<'a> {
    fn new(system: &'a System) -> Shown<'a> {
        let mut at: BTreeMap<&str, Vec<(&Threat, &Target)>> = BTreeMap::new();
        for threat in &system.threats {
            for target in &threat.targets {
                at.entry(&target.id).or_default().push((threat, target));
            }
        }
        Shown {
            system,
            flows: system.flows.iter().filter(|flow| flow.is_drawn()).collect(),
            elements: unique(system.elements.iter().map(|own| (own.id.as_str(), title(own)))),
            boundaries: unique(
                system.boundaries.iter().map(|own| (own.id.as_str(), own.name.clone())),
            ),
            at,
        }
    }

    /// The system's name: its units.
    fn name(&self) -> String {
        one_line(&self.system.units.join(", "))
    }

    fn element(&self, id: &'a str) -> &str {
        self.elements.get(id).map_or(id, String::as_str)
    }

    fn threats(&self, id: &str) -> &[(&'a Threat, &'a Target)] {
        self.at.get(id).map_or(&[], Vec::as_slice)
    }

    /// The targets of a threat that are neither an element nor a flow that is drawn.
    fn apart(&self, threat: &'a Threat) -> impl Iterator<Item = &'a Target> {
        let drawn: BTreeSet<&str> = self.flows.iter().map(|flow| flow.id.as_str()).collect();
        threat
            .targets
            .iter()
            .filter(move |target| target.kind != "element" && !drawn.contains(target.id.as_str()))
    }

    /// What a reader has to know, as lines.
    fn notes(&self) -> Vec<String> {
        self.system.notes.iter().map(|note| one_line(&note.text)).collect()
    }
}

/// Names by id; one that is there already gets a number.
fn unique<'a>(names: impl Iterator<Item = (&'a str, String)>) -> BTreeMap<&'a str, String> {
    let mut taken = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (id, name) in names {
        let name = one_line(&name);
        let free = std::iter::once(name.clone())
            .chain((2..).map(|number: u32| format!("{name} ({number})")))
            .find(|name| !taken.contains(name));
        let free = free.unwrap_or(name);
        taken.insert(free.clone());
        found.insert(id, free);
    }
    found
}

/// A text in one line in which nothing is hidden.
fn one_line(text: &str) -> String {
    plain(&line(text))
}

/// The first characters of a text: as many as a program counts that counts as JavaScript does.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let mut out: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    out.push('…');
    out
}

/// The id that stays the same for what is the same.
fn uuid(kind: &str, id: &str) -> String {
    let name = format!("stridelint:{kind}:{id}");
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// A value as a file.
fn json(value: &serde_json::Value) -> String {
    let mut text = format!("{value:#}");
    text.push('\n');
    in_json(text)
}

/// A place in the code.
fn place(evidence: &Evidence) -> String {
    format!("{}:{} ({})", one_line(&evidence.file), evidence.line, evidence.role)
}

/// The places that prove something.
fn places(evidence: &[Evidence]) -> Vec<String> {
    evidence.iter().map(place).collect()
}

/// What a format has no field for, as lines: the id, the places that prove it, and what is not known.
fn described(id: &str, evidence: &[Evidence], unknown: &[Unknown]) -> Vec<String> {
    let mut said = vec![one_line(id)];
    said.extend(places(evidence));
    let open = unknown.iter();
    said.extend(open.map(|own| one_line(&format!("{} is not known: {}", own.path, own.reason))));
    said
}

/// Whether a check found something.
fn found(checked: &Checked) -> bool {
    matches!(checked.state, Verdict::Open | Verdict::Suppressed)
}

/// How bad the worst is that checks found at targets.
fn severity<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Option<&'static str> {
    let checks = targets.into_iter().flat_map(|target| &target.checks);
    let rank = |word: &str| SEVERITIES.iter().position(|own| *own == word);
    let worst = checks.filter(|own| found(own)).filter_map(|own| rank(own.severity?)).min()?;
    SEVERITIES.get(worst).copied()
}

/// What is said of a target: what was found, what is not known, who decided.
fn reasons(target: &Target) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for own in &target.checks {
        if found(own) || own.state == Verdict::Undecided {
            let reason = own.reason.as_deref().unwrap_or(&own.title);
            let at = own.place.as_ref().map(|at| format!(" ({}:{})", at.file, at.line));
            all.push(one_line(&format!("{}: {reason}{}", own.id, at.unwrap_or_default())));
        }
    }
    all.extend(target.reason.as_deref().map(one_line));
    if let Some(entry) = &target.entry {
        let expired = if entry.expired { ", expired" } else { "" };
        all.push(one_line(&format!(
            "{} by {} on {}{expired}: {}",
            entry.state.word(),
            entry.owner,
            entry.date,
            entry.reason
        )));
    }
    all.dedup();
    all
}

/// How what was found at a target is fixed, each once.
fn fixes(target: &Target) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for fix in target.checks.iter().filter(|own| found(own)).filter_map(|own| own.fix.as_deref()) {
        if !all.contains(&fix) {
            all.push(fix);
        }
    }
    all
}

/// What a check asks for, as a measure against its threats.
struct Measure<'a> {
    title: &'a str,
    fix: Option<&'a str>,
    /// It found something.
    is_open: bool,
    /// It looked, and found nothing.
    is_quiet: bool,
    threats: BTreeSet<&'a str>,
}

/// The checks that looked at something, by id.
fn measures(system: &System) -> BTreeMap<&str, Measure<'_>> {
    let mut all: BTreeMap<&str, Measure<'_>> = BTreeMap::new();
    for threat in &system.threats {
        for own in threat.targets.iter().flat_map(|target| &target.checks) {
            if own.state == Verdict::Off {
                continue;
            }
            let measure = all.entry(&own.id).or_insert_with(|| Measure {
                title: &own.title,
                fix: None,
                is_open: false,
                is_quiet: false,
                threats: BTreeSet::new(),
            });
            measure.is_open |= found(own);
            measure.is_quiet |= own.state == Verdict::Quiet;
            if measure.fix.is_none() && found(own) {
                measure.fix = own.fix.as_deref();
            }
            measure.threats.insert(&threat.id);
        }
    }
    all
}

/// Whether a threat is still to be dealt with.
fn is_left(state: State) -> bool {
    matches!(state, State::Open | State::Undecided)
}

#[cfg(test)]
mod tests;
