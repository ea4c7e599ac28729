//! The threats of a model as tables: for a terminal, as comma-separated values, in markdown, as a page.

mod csv;
mod html;
mod markdown;
mod text;

pub use csv::write as csv;
pub use html::write as html;
pub use markdown::write as markdown;
pub use text::write as text;

use crate::model::v1::{Basis, Checked, Model, State, System, Target, Threat, Verdict};
use crate::policy::Stride;
use std::collections::{BTreeMap, BTreeSet};

/// How many threats of a system are in each state, the worst first.
fn counted(system: &System) -> String {
    let words = State::ALL.iter().filter_map(|state| {
        let count = system.threats.iter().filter(|threat| threat.state == *state).count();
        (count > 0).then(|| format!("{count} {}", word(*state)))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A state in words.
pub(super) fn word(state: State) -> &'static str {
    match state {
        State::NotApplicable => "not applicable",
        other => other.word(),
    }
}

/// The threats by category, in STRIDE's order.
pub(super) fn by_category(system: &System) -> Vec<(Stride, Vec<&Threat>)> {
    let of = |stride: Stride| {
        let own = system.threats.iter().filter(|threat| threat.stride == stride.id());
        (stride, own.collect::<Vec<_>>())
    };
    Stride::ALL.into_iter().map(of).filter(|(_, own)| !own.is_empty()).collect()
}

/// Something that checks say of several targets.
struct Saying<'t> {
    checked: &'t Checked,
    targets: Vec<&'t Target>,
}

/// What checks found of a threat, each finding once.
fn found(threat: &Threat) -> Vec<Saying<'_>> {
    let mut all: BTreeMap<_, Saying<'_>> = BTreeMap::new();
    for target in &threat.targets {
        for checked in &target.checks {
            if matches!(checked.state, Verdict::Quiet | Verdict::Off) {
                continue;
            }
            let key = (
                checked.state,
                checked.id.as_str(),
                checked.reason.as_deref(),
                checked.place.as_ref().map(|at| (at.file.as_str(), at.line)),
            );
            all.entry(key)
                .or_insert_with(|| Saying { checked, targets: Vec::new() })
                .targets
                .push(target);
        }
    }
    all.into_values().collect()
}

/// Why targets are undecided where no check found anything, each reason with its targets.
fn unlooked(threat: &Threat) -> BTreeMap<&str, Vec<&Target>> {
    let mut all: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in &threat.targets {
        if let Some(reason) = target.reason.as_deref().filter(|_| target.state == State::Undecided)
        {
            all.entry(reason).or_default().push(target);
        }
    }
    all
}

/// Why targets are mitigated in part only, each reason with its targets.
fn in_part(threat: &Threat) -> BTreeMap<&str, Vec<&Target>> {
    let mut all: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in threat.targets.iter().filter(|target| target.state == State::Mitigated) {
        if let Some(reason) = &target.reason {
            all.entry(reason).or_default().push(target);
        }
    }
    all
}

/// The checks that looked and found nothing, with what their silence rests on and the mitigated
/// targets that they looked at.
fn quiet(threat: &Threat) -> BTreeMap<(&str, &str, Basis), Vec<&Target>> {
    let mut all: BTreeMap<(&str, &str, Basis), Vec<&Target>> = BTreeMap::new();
    for target in threat.targets.iter().filter(|target| target.state == State::Mitigated) {
        for checked in target.checks.iter().filter(|own| own.state == Verdict::Quiet) {
            let basis = checked.basis.unwrap_or(Basis::Absence);
            all.entry((&checked.id, &checked.title, basis)).or_default().push(target);
        }
    }
    all
}

/// A few names, and how many more there are.
fn names(targets: &[&Target], most: usize) -> String {
    let mut seen = BTreeSet::new();
    let all: Vec<&str> = targets
        .iter()
        .map(|target| target.name.as_str())
        .filter(|name| seen.insert(*name))
        .collect();
    let shown = all.iter().take(most).copied().collect::<Vec<_>>().join("; ");
    match all.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown}; {more} more"),
    }
}

/// The first line of a fix, without the colon before its code.
fn short(fix: &str) -> &str {
    fix.lines().next().unwrap_or_default().trim_end_matches(':')
}

/// What the model rests on: how much was looked at, and by how many entries of configurations.
fn foot(model: &Model) -> (usize, usize, BTreeSet<String>) {
    let mut looked = BTreeSet::new();
    let mut entries = 0;
    let mut files = BTreeSet::new();
    for system in &model.systems {
        for target in system.threats.iter().flat_map(|threat| &threat.targets) {
            let own = target.checks.iter().filter(|own| own.state != Verdict::Off);
            looked.extend(own.filter_map(|own| own.resource.as_deref()));
            if let Some(entry) = &target.entry {
                entries += 1;
                files.extend(entry.place.as_ref().map(|place| place.file.clone()));
            }
        }
    }
    (looked.len(), entries, files)
}
