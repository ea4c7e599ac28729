//! For a terminal: each threat, what is open or undecided of it, and what keeps the rest quiet.

use super::{by_category, counted, foot, found, in_part, names, quiet, short, unlooked, word};
use crate::model::NOTHING;
use crate::model::v1::{Basis, Evidence, Model, Note, System, Threat, Verdict};
use crate::printable::plain;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Targets that are named in a line.
const MOST: usize = 4;

/// The table of all systems.
#[must_use]
pub fn write(model: &Model) -> String {
    let mut out = String::new();
    for system in &model.systems {
        whole(&mut out, system);
    }
    if model.systems.is_empty() {
        let _ = writeln!(out, "{NOTHING}");
        return out;
    }
    let (looked, entries, files) = foot(model);
    let _ = writeln!(out, "The checks looked at {looked} resources.");
    if entries > 0 {
        let files: Vec<String> = files.iter().map(|file| plain(file)).collect();
        let _ = writeln!(out, "{entries} targets have an entry of {}.", files.join(", "));
    }
    out
}

fn whole(out: &mut String, system: &System) {
    let _ = writeln!(out, "Threats to {}: {}", plain(&system.units.join(", ")), counted(system));
    for (stride, threats) in by_category(system) {
        let _ = writeln!(out, "\n{}", stride.title());
        for threat in threats {
            one(out, threat);
        }
    }
    notes(out, &system.notes);
    out.push('\n');
}

fn one(out: &mut String, threat: &Threat) {
    let _ = writeln!(
        out,
        "  {:<14}  {}  {} ({})",
        word(threat.state),
        plain(&threat.id),
        plain(&threat.title),
        plain(&threat.actors.join(", "))
    );
    for saying in found(threat) {
        let checked = saying.checked;
        let severity = checked.severity.unwrap_or_default();
        let _ = writeln!(
            out,
            "    {} {severity} {}{}",
            checked.state.word(),
            plain(&checked.id),
            place(checked.place.as_ref())
        );
        if let Some(reason) = &checked.reason {
            let _ = writeln!(out, "      {}", plain(reason));
        }
        let _ = writeln!(out, "      at {}", plain(&names(&saying.targets, MOST)));
        if let Some(fix) = checked.fix.as_deref().filter(|_| checked.state == Verdict::Open) {
            let _ = writeln!(out, "      fix: {}", plain(short(fix)));
        }
    }
    for (reason, targets) in unlooked(threat) {
        let _ = writeln!(out, "    undecided: {}", plain(reason));
        let _ = writeln!(out, "      at {}", plain(&names(&targets, MOST)));
    }
    for target in &threat.targets {
        let Some(entry) = &target.entry else { continue };
        let until = entry.until.as_ref().map_or_else(String::new, |day| format!(", until {day}"));
        let state = match entry.expired {
            true => "expired",
            false => entry.state.word(),
        };
        let _ = writeln!(
            out,
            "    {state} by {} on {}{until}: {}{}",
            plain(&entry.owner),
            plain(&entry.date),
            plain(&entry.reason),
            place(entry.place.as_ref())
        );
        let _ = writeln!(out, "      at {}", plain(&target.name));
    }
    if let Some(reason) = &threat.reason {
        let _ = writeln!(out, "    {}", plain(reason));
    }
    // Checks that looked at the same targets are one line.
    let mut looked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((id, _, basis), targets) in quiet(threat) {
        let id = id.strip_prefix(&format!("{}.", threat.id)).unwrap_or(id);
        let control = if basis == Basis::Control { " (a control is there)" } else { "" };
        looked.entry(names(&targets, MOST)).or_default().push(format!("{}{control}", plain(id)));
    }
    for (at, checks) in looked {
        let _ = writeln!(out, "    mitigated at {}", plain(&at));
        let _ = writeln!(out, "      found nothing: {}", checks.join(", "));
    }
    for (reason, targets) in in_part(threat) {
        let _ = writeln!(out, "      {} (at {})", plain(reason), plain(&names(&targets, MOST)));
    }
}

fn notes(out: &mut String, notes: &[Note]) {
    if notes.is_empty() {
        return;
    }
    out.push_str("\nWhat the model does not see\n");
    for note in notes {
        let _ = writeln!(out, "  {}{}", plain(&note.text), place(note.evidence.first()));
    }
}

fn place(evidence: Option<&Evidence>) -> String {
    evidence.map_or_else(String::new, |at| format!("  ({}:{})", plain(&at.file), at.line))
}
