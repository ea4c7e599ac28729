//! Every check against its fixtures:
//! `testdata/checks/<threat>/<check>/<format>/{fires,quiet,undecided}*`.
//!
//! A fixture is a file, for Terraform a folder. The lines it has to report say so themselves: a
//! comment `# expect: <threat>.<check>, ...` at the line's end, for JSON a line `<threat>.<check>
//! <text of the line>` in `<name>.expect`. Nothing else may be reported there by the checks that
//! are on by default and the fixture's own.

use crate::Case;
use crate::messages::faults;
use crate::support::fixtures::{Fixture, absorbed, findings, fixtures, policies};
use std::collections::BTreeSet;
use stridelint::finding::Certainty;

/// `checks::<threat>::<check>::<format>::<fixture>`.
pub fn cases() -> Vec<Case> {
    let name = |fixture: &Fixture| {
        format!(
            "checks::{}::{}::{}",
            fixture.check.replace('.', "::"),
            fixture.format,
            fixture.name
        )
    };
    fixtures()
        .into_iter()
        .map(|fixture| Case::new(name(&fixture), move || complaints(&fixture)))
        .collect()
}

/// What a fixture does not report as it says.
fn complaints(fixture: &Fixture) -> Vec<String> {
    let findings = findings(&fixture.check);
    let found = findings.of(policies(), fixture);
    let reported: BTreeSet<(String, String, u32)> = found
        .iter()
        .filter(|(_, finding)| finding.certainty == Certainty::Reported)
        .map(|(file, finding)| {
            (finding.check.clone(), (*file).to_owned(), finding.location.start.line)
        })
        .collect();
    let expected = fixture.expected();
    // What a wider check took in is told with it, as the fixture wants it told.
    let with_it: BTreeSet<(String, String, u32)> =
        found.iter().flat_map(|(file, finding)| absorbed(&fixture.check, file, finding)).collect();
    let mut complaints = Vec::new();
    for (check, file, line) in expected.difference(&reported).filter(|one| !with_it.contains(one)) {
        let others = reported.iter().filter(|(other, ..)| other == check);
        let elsewhere: Vec<u32> = others.map(|(.., line)| *line).collect();
        complaints.push(format!("{check} is not reported at {file}:{line} (lines {elsewhere:?})"));
    }
    for (check, file, line) in reported.difference(&expected) {
        complaints.push(format!("{check} is reported at {file}:{line}"));
    }
    for (_, finding) in &found {
        complaints.extend(
            faults(finding)
                .into_iter()
                .map(|fault| format!("a message {fault}: {}", finding.message)),
        );
    }
    let undecided = found.iter().any(|(_, finding)| finding.certainty == Certainty::Undecided);
    let own = expected.iter().any(|(check, ..)| *check == fixture.check);
    match fixture.kind() {
        "fires" if !own => complaints.push("names no line for its own check".to_owned()),
        "quiet" if own || undecided => complaints.push("is not quiet".to_owned()),
        "undecided" if own || !undecided => complaints.push("is not undecided".to_owned()),
        "fires" | "quiet" | "undecided" => {}
        kind => complaints.push(format!("`{kind}` is no kind of fixture")),
    }
    complaints
}
