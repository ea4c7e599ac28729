//! The table of assets, threats, controls and mitigations, a row for each threat.

use super::{by_category, counted, found, in_part, names, quiet, short, unlooked, word};
use crate::model::v1::{Basis, Model, State, System, Target, Threat, Verdict};
use crate::model::{Detail, NOTHING};
use crate::report::escape::inline;
use crate::report::picture::{diagram, notes};
use std::fmt::Write;

/// Names in a cell.
const MOST: usize = 3;

/// The table of all systems.
#[must_use]
pub fn write(model: &Model) -> String {
    let mut out = String::new();
    for system in &model.systems {
        whole(&mut out, system);
    }
    if model.systems.is_empty() {
        let _ = writeln!(out, "{NOTHING}");
    }
    out
}

fn whole(out: &mut String, system: &System) {
    let _ = writeln!(out, "## Threats to {}\n", inline(&system.units.join(", ")));
    let _ = writeln!(out, "{}.\n", counted(system));
    out.push_str(&diagram(system, Detail::Auto));
    out.push_str(
        "| Assets | Threat | STRIDE | Actors | State | Security controls | Mitigation |\n",
    );
    out.push_str("|---|---|---|---|---|---|---|\n");
    for (stride, threats) in by_category(system) {
        for threat in threats {
            let cells = [
                inline(&assets(threat)),
                format!("**{}**<br>{}", inline(&threat.id), inline(&threat.title)),
                stride.title().to_owned(),
                inline(&threat.actors.join(", ")),
                word(threat.state).to_owned(),
                controls(threat).iter().map(|line| inline(line)).collect::<Vec<_>>().join("<br>"),
                mitigations(threat)
                    .iter()
                    .map(|line| inline(line))
                    .collect::<Vec<_>>()
                    .join("<br>"),
            ];
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    notes(out, system);
    out.push('\n');
}

/// What is attacked.
pub(super) fn assets(threat: &Threat) -> String {
    let all: Vec<&Target> = threat.targets.iter().collect();
    if all.is_empty() { "none".to_owned() } else { names(&all, MOST) }
}

/// What stands against the threat, as far as the code has it.
pub(super) fn controls(threat: &Threat) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for ((id, _, basis), targets) in quiet(threat) {
        let what = match basis {
            Basis::Control => "control in place",
            Basis::Absence => "nothing bad found",
        };
        all.push(format!("{id}: {what} at {}", names(&targets, MOST)));
    }
    if all.is_empty() { vec!["none".to_owned()] } else { all }
}

/// What is left to do, or was decided.
pub(super) fn mitigations(threat: &Threat) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for saying in found(threat) {
        let checked = saying.checked;
        let place = checked.place.as_ref();
        let place = place.map_or_else(String::new, |at| format!(" ({}:{})", at.file, at.line));
        let reason = checked.reason.as_deref().unwrap_or_default();
        let fix = checked.fix.as_deref().map(short).filter(|_| checked.state == Verdict::Open);
        let fix = fix.map_or_else(String::new, |fix| format!("; {fix}"));
        all.push(format!("{}: {reason}{place}{fix}", checked.state.word()));
    }
    for (reason, targets) in unlooked(threat) {
        all.push(format!("undecided at {}: {reason}", names(&targets, MOST)));
    }
    for target in &threat.targets {
        let Some(entry) = &target.entry else { continue };
        let state = if entry.expired { "expired" } else { entry.state.word() };
        let until = entry.until.as_ref().map_or_else(String::new, |day| format!(", until {day}"));
        all.push(format!(
            "{state} at {} by {} on {}{until}: {}",
            target.name, entry.owner, entry.date, entry.reason
        ));
    }
    for (reason, targets) in in_part(threat) {
        all.push(format!("{} at {}", reason, names(&targets, MOST)));
    }
    if let Some(reason) = &threat.reason {
        all.push(format!("does not apply: {reason}"));
    }
    if all.is_empty() && threat.state == State::Mitigated {
        let rests = |own: &Target| own.basis == Some(Basis::Control);
        let text = match threat.targets.iter().all(rests) {
            true => "nothing to do",
            false => "none is asked for: the checks found nothing bad in this code",
        };
        all.push(text.to_owned());
    }
    all
}
