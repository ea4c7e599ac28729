//! The same thing in Terraform and in CloudFormation: the same findings at the same paths of the
//! document.
//!
//! `tests/it/checks.rs` holds every fixture to its own expectations. Here two fixtures of one name
//! are held against each other: a format that a table maps to another path, or in which an
//! attribute is lost, shows as a difference although each fixture alone reports the line it should.

use crate::checks::{Fixture, below, fixtures, scanned};
use crate::repository;
use std::collections::{BTreeMap, BTreeSet};
use stridelint::finding::{Certainty, Finding};
use stridelint::policy::PolicySet;

/// Fixtures of which one format shows a further variant that is another check's finding too, or a
/// further part of the same resource.
const VARIANTS: [&str; 5] = [
    "cloudwatch-log-tampering.task-can-delete-logs fires",
    "cloudwatch-log-tampering.unrestricted-log-deletion quiet",
    "ecs-api-flooding.task-can-call-ecs-api quiet",
    "phished-credentials.admin-without-mfa quiet",
    "s3-misconfiguration.public-access-not-blocked fires",
];

/// What is reported, apart from where it is written: the paths of the document by check and type of
/// the resource.
type Found = BTreeMap<(String, String), BTreeSet<String>>;

/// List indices say in which order a fixture was written.
fn without_indices(path: &str) -> String {
    path.split('/')
        .map(|part| if part.parse::<usize>().is_ok() { "*" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

fn found(set: &PolicySet, fixture: &Fixture, by_file: &BTreeMap<&str, Vec<&Finding>>) -> Found {
    let mut found = Found::new();
    let reported = fixture.files.keys().filter_map(|file| by_file.get(file.as_str())).flatten();
    for finding in reported.filter(|finding| finding.certainty == Certainty::Reported) {
        if finding.check == fixture.check
            || set.check(&finding.check).is_some_and(|check| !check.opt_in)
        {
            let key = (finding.check.clone(), finding.resource_type.clone());
            found.entry(key).or_default().insert(without_indices(&finding.path));
        }
    }
    found
}

/// What differs: the checks that fire, and the paths at which one fires for a type that both
/// fixtures have it for. One of the two may show further types and further variants of the threat.
fn differences(terraform: &Found, cloudformation: &Found) -> Vec<String> {
    let checks =
        |found: &Found| found.keys().map(|(check, _)| check.clone()).collect::<BTreeSet<String>>();
    let mut differences = Vec::new();
    if checks(terraform) != checks(cloudformation) {
        differences.push(format!(
            "Terraform reports {:?}, CloudFormation {:?}",
            checks(terraform),
            checks(cloudformation)
        ));
    }
    for (key, paths) in terraform {
        if let Some(others) = cloudformation
            .get(key)
            .filter(|others| !others.is_subset(paths) && !paths.is_subset(others))
        {
            differences.push(format!(
                "{key:?} at {paths:?} in Terraform, at {others:?} in CloudFormation"
            ));
        }
    }
    differences
}

#[test]
fn terraform_and_cloudformation_give_the_same_findings() {
    let set = repository::policies();
    let report = scanned(&set);
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        by_file.entry(below(&finding.location.file)).or_default().push(finding);
    }
    let fixtures = fixtures();
    let mut twins: BTreeMap<(&str, &str), &Fixture> = BTreeMap::new();
    for fixture in fixtures.iter().filter(|fixture| fixture.format == "cloudformation") {
        twins.insert((&fixture.check, &fixture.name), fixture);
    }
    let mut complaints = Vec::new();
    let (mut compared, mut types) = (0, 0);
    for terraform in fixtures.iter().filter(|fixture| fixture.format == "terraform") {
        let Some(cloudformation) = twins.get(&(terraform.check.as_str(), terraform.name.as_str()))
        else {
            continue;
        };
        compared += 1;
        let (left, right) =
            (found(&set, terraform, &by_file), found(&set, cloudformation, &by_file));
        types += left.keys().filter(|key| right.contains_key(*key)).count();
        let pair = format!("{} {}", terraform.check, terraform.name);
        let told = differences(&left, &right);
        if VARIANTS.contains(&pair.as_str()) {
            // Its own check fires in both or in none, and there is still a reason to stand here.
            let own = |found: &Found| found.keys().any(|(check, _)| *check == terraform.check);
            assert!(own(&left) == own(&right) && !told.is_empty(), "{pair}");
            continue;
        }
        complaints.extend(told.into_iter().map(|difference| format!("{pair}: {difference}")));
    }
    assert!(compared > 200 && types > 80, "only {compared} pairs, with {types} types in both");
    assert!(
        complaints.is_empty(),
        "{} differences in {compared} pairs\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}
