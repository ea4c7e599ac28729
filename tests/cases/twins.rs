//! The same thing in Terraform and in CloudFormation: the same findings at the same paths of the
//! document.
//!
//! `checks.rs` holds every fixture to its own expectations. Here two fixtures of one name are held against each other: a format that a table maps to another path, or in which an
//! attribute is lost, shows as a difference although each fixture alone reports the line it should.

use crate::Case;
use crate::support::fixtures::{Fixture, findings, fixtures, policies};
use std::collections::{BTreeMap, BTreeSet};
use stridelint::finding::Certainty;

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

fn found(fixture: &Fixture) -> Found {
    let mut found = Found::new();
    for (_, finding) in findings(&fixture.check).of(policies(), fixture) {
        if finding.certainty == Certainty::Reported {
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

/// `twins::<threat>::<check>::<fixture>`, for every name that Terraform and CloudFormation share.
pub fn cases() -> Vec<Case> {
    let (terraform, others): (Vec<_>, Vec<_>) =
        fixtures().into_iter().partition(|fixture| fixture.format == "terraform");
    let mut twins: BTreeMap<(String, String), Fixture> = BTreeMap::new();
    for fixture in others.into_iter().filter(|fixture| fixture.format == "cloudformation") {
        twins.insert((fixture.check.clone(), fixture.name.clone()), fixture);
    }
    let pairs = terraform.into_iter().filter_map(|fixture| {
        let twin = twins.remove(&(fixture.check.clone(), fixture.name.clone()))?;
        let name = format!("twins::{}::{}", fixture.check.replace('.', "::"), fixture.name);
        Some(Case::new(name, move || complaints(&fixture, &twin)))
    });
    pairs.collect()
}

fn complaints(terraform: &Fixture, cloudformation: &Fixture) -> Vec<String> {
    let (left, right) = (found(terraform), found(cloudformation));
    let told = differences(&left, &right);
    if !VARIANTS.contains(&format!("{} {}", terraform.check, terraform.name).as_str()) {
        return told;
    }
    // Its own check fires in both or in none, and there is still a reason to stand here.
    let own = |found: &Found| found.keys().any(|(check, _)| *check == terraform.check);
    assert!(own(&left) == own(&right), "{:?} and {:?}", left, right);
    assert!(!told.is_empty(), "the two are the same: this is no exception any more");
    Vec::new()
}
