//! Pairs of checks that can stand at one place: one of them yields, or `testdata/pairs.txt` says why
//! both are worth reading.
//!
//! A line of that file is `<check> <check>: <sentence>`.

use crate::Case;
use crate::support::fixtures::{findings, fixtures, policies};
use crate::support::repository::root;
use std::collections::{BTreeMap, BTreeSet};
use stridelint::finding::Finding;

type Pair = (String, String);

/// `pairs::<threat>::<check>`: what stands together in its fixtures.
pub fn cases() -> Vec<Case> {
    let checks: BTreeSet<String> = fixtures().into_iter().map(|fixture| fixture.check).collect();
    let name = |check: &str| format!("pairs::{}", check.replace('.', "::"));
    let mut cases: Vec<Case> =
        checks.into_iter().map(|check| Case::new(name(&check), move || together(&check))).collect();
    cases.push(Case::new("pairs::sentences", faults));
    cases
}

fn pair(one: &str, other: &str) -> Pair {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    (first.to_owned(), second.to_owned())
}

fn sentences() -> BTreeMap<Pair, String> {
    let text = std::fs::read_to_string(root().join("testdata/pairs.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (checks, why) = line.split_once(": ").unwrap_or_else(|| panic!("`{line}`"));
            let (one, other) = checks.split_once(' ').unwrap_or_else(|| panic!("`{line}`"));
            (pair(one, other), why.to_owned())
        })
        .collect()
}

/// Whether two findings are told of one text of one resource.
fn at_one_place(one: &Finding, other: &Finding) -> bool {
    let encloses = |outer: &str, inner: &str| {
        let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
        !outer.is_empty() && inner.strip_prefix(outer).is_some_and(below)
    };
    let within = encloses(&one.path, &other.path) || encloses(&other.path, &one.path);
    let statement = |path: &str| {
        let at = path.find("statements/")? + "statements/".len();
        Some(path[..path[at..].find('/').map_or(path.len(), |end| at + end)].to_owned())
    };
    let story = statement(&one.path).filter(|own| statement(&other.path).as_ref() == Some(own));
    let same = one.path == other.path && !one.path.is_empty();
    one.check != other.check
        && (&one.unit, &one.resource) == (&other.unit, &other.resource)
        && (same || story.is_some() || within && one.location.start == other.location.start)
}

fn together(check: &str) -> Vec<String> {
    let told = sentences();
    let findings = findings(check);
    let open: Vec<&Finding> = findings.all().filter(|finding| finding.is_open()).collect();
    let mut complaints = BTreeSet::new();
    for (at, one) in open.iter().enumerate() {
        for other in open[at + 1..].iter().filter(|other| at_one_place(one, other)) {
            let pair = pair(&one.check, &other.check);
            if !told.contains_key(&pair) {
                let place = format!("{}:{}", one.location.file, one.location.start.line);
                complaints.insert(format!(
                    "{} and {} stand at {place} ({} {}): neither yields, and no sentence says why",
                    pair.0, pair.1, one.path, other.path
                ));
            }
        }
    }
    complaints.into_iter().collect()
}

/// Lines that name no check, or a pair of which one yields to the other.
fn faults() -> Vec<String> {
    let mut complaints = Vec::new();
    for ((one, other), why) in sentences() {
        let yields = |from: &str, to: &str| {
            policies().check(from).is_some_and(|check| check.yields_to.iter().any(|id| id == to))
        };
        for check in [&one, &other].into_iter().filter(|id| policies().check(id).is_none()) {
            complaints.push(format!("{check} is no check"));
        }
        if yields(&one, &other) || yields(&other, &one) {
            complaints.push(format!("{one} and {other}: one yields, so the sentence says nothing"));
        }
        if why.split(' ').count() < 6 || !why.ends_with('.') {
            complaints.push(format!("{one} and {other}: `{why}` is no sentence"));
        }
    }
    complaints
}
