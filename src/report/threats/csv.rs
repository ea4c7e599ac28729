//! Comma-separated values: a row for each target of each threat, and for each check that says
//! something of it.

use crate::model::v1::{Checked, Model, System, Target, Threat};
use crate::report::csv::unformulated;

const COLUMNS: [&str; 28] = [
    "system",
    "threat",
    "stride",
    "title",
    "actors",
    "state",
    "target",
    "target_kind",
    "target_name",
    "target_state",
    "target_basis",
    "target_reason",
    "check",
    "check_state",
    "check_title",
    "check_basis",
    "severity",
    "resource",
    "file",
    "line",
    "column",
    "reason",
    "fingerprint",
    "decision",
    "owner",
    "date",
    "until",
    "condition",
];

type Row = [String; COLUMNS.len()];

/// The table of all systems.
#[must_use]
pub fn write(model: &Model) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Memory takes every row.
    let _ = writer.write_record(COLUMNS);
    for system in &model.systems {
        for threat in &system.threats {
            if threat.targets.is_empty() {
                let _ = writer.write_record(row(system, threat, None, None));
            }
            for target in &threat.targets {
                if target.checks.is_empty() {
                    let _ = writer.write_record(row(system, threat, Some(target), None));
                }
                for checked in &target.checks {
                    let _ = writer.write_record(row(system, threat, Some(target), Some(checked)));
                }
            }
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(
    system: &System,
    threat: &Threat,
    target: Option<&Target>,
    checked: Option<&Checked>,
) -> Row {
    let of_target = |get: &dyn Fn(&Target) -> String| target.map(get).unwrap_or_default();
    let of_check = |get: &dyn Fn(&Checked) -> String| checked.map(get).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = checked.and_then(|own| own.place.as_ref());
    let place = place.or_else(|| target.and_then(|own| own.evidence.first()));
    let entry = target.and_then(|own| own.entry.as_ref());
    [
        system.units.join(", "),
        threat.id.clone(),
        threat.stride.to_owned(),
        threat.title.clone(),
        threat.actors.join(", "),
        threat.state.word().to_owned(),
        of_target(&|own| own.id.clone()),
        of_target(&|own| own.kind.to_owned()),
        of_target(&|own| own.name.clone()),
        of_target(&|own| own.state.word().to_owned()),
        of_target(&|own| own.basis.map_or("", |basis| basis.word()).to_owned()),
        of_target(&|own| text(&own.reason)),
        of_check(&|own| own.id.clone()),
        of_check(&|own| own.state.word().to_owned()),
        of_check(&|own| own.title.clone()),
        of_check(&|own| own.basis.map_or("", |basis| basis.word()).to_owned()),
        of_check(&|own| own.severity.unwrap_or_default().to_owned()),
        of_check(&|own| text(&own.resource)),
        place.map(|at| at.file.clone()).unwrap_or_default(),
        place.map(|at| at.line.to_string()).unwrap_or_default(),
        place.map(|at| at.column.to_string()).unwrap_or_default(),
        match checked {
            Some(own) => text(&own.reason),
            // Why it does not apply.
            None => text(&threat.reason),
        },
        of_check(&|own| text(&own.fingerprint)),
        entry
            .map(|own| if own.expired { "expired" } else { own.state.word() })
            .unwrap_or_default()
            .to_owned(),
        entry.map(|own| own.owner.clone()).unwrap_or_default(),
        entry.map(|own| own.date.clone()).unwrap_or_default(),
        entry.and_then(|own| own.until.clone()).unwrap_or_default(),
        of_check(&|own| text(&own.condition)),
    ]
    .map(unformulated)
}
