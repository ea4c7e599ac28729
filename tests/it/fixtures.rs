//! `testdata/checks/` is complete: every check is shown in every format, or the reason why it is
//! not is written down.

use crate::support::fixtures::{fixtures, policies, root};
use std::collections::{BTreeMap, BTreeSet};

const FORMATS: [&str; 3] = ["terraform", "cloudformation", "ecs"];
const KINDS: [&str; 3] = ["fires", "quiet", "undecided"];

#[test]
fn every_check_has_fixtures_of_every_kind_in_every_format_or_a_reason() {
    let set = policies();
    let text = std::fs::read_to_string(root().join("exceptions.toml")).unwrap();
    let reasons: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let have: BTreeSet<(String, String, String)> = fixtures()
        .iter()
        .map(|fixture| (fixture.check.clone(), fixture.format.clone(), fixture.kind().to_owned()))
        .collect();
    let mut complaints = Vec::new();
    for check in set.checks() {
        for format in FORMATS {
            for kind in KINDS {
                let there = have.contains(&(check.id.clone(), format.to_owned(), kind.to_owned()));
                let reason = reasons.get(&check.id).and_then(|rows| {
                    rows.get(&format!("{format}.{kind}")).or_else(|| rows.get(format))
                });
                match (there, reason) {
                    (false, None) => complaints
                        .push(format!("{}: no {kind} in {format}, and no reason", check.id)),
                    (true, Some(_)) => complaints.push(format!(
                        "{}: there is a {kind} in {format}, and a reason why not",
                        check.id
                    )),
                    _ => {}
                }
            }
        }
    }
    for (check, format, _) in have.iter().filter(|(check, format, _)| {
        set.check(check).is_none() || !FORMATS.contains(&format.as_str())
    }) {
        complaints.push(format!("fixtures for {check} in {format}, which is nothing"));
    }
    complaints.extend(
        reasons
            .keys()
            .filter(|check| set.check(check).is_none())
            .map(|check| format!("reasons for {check}, which is no check")),
    );
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}
