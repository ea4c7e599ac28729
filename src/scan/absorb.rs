//! One statement, one story: of several checks that one text breaks the widest is told, with the
//! others as lines of it.
//!
//! A finding is taken in by a wider check's at the same or an enclosing path (`yields_to`), and in a
//! policy statement by whatever is the widest there. What is suppressed takes nothing in, so that the
//! next one comes up; a check that is off finds nothing in the first place.

use crate::finding::{Absorbed, Certainty, Finding};
use crate::policy::PolicySet;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Checks that yield to one another in a row.
const MAX_STEPS: usize = 16;

/// Takes in what a wider check tells too, resource by resource. The severity is then the worst.
pub fn absorb(findings: &mut Vec<Finding>, set: &PolicySet) {
    take_in(findings, set, |_| true);
}

/// Leaves out what is undecided where a wider check decides it, which nobody compares.
pub(super) fn leave_open(findings: &mut Vec<Finding>, set: &PolicySet) {
    take_in(findings, set, |finding| finding.certainty == Certainty::Undecided);
}

fn take_in(findings: &mut Vec<Finding>, set: &PolicySet, of: impl Fn(&Finding) -> bool) {
    let mut by_resource: BTreeMap<[&str; 3], Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let key = [&*finding.repository, &*finding.unit, &*finding.resource];
        by_resource.entry(key).or_default().push(at);
    }
    let mut into: Vec<Option<usize>> = vec![None; findings.len()];
    for group in by_resource.values().filter(|group| group.len() > 1) {
        for (at, taker) in taken(findings, set, group) {
            into[at] = Some(taker);
        }
    }
    let mut gone = vec![false; findings.len()];
    for at in 0..findings.len() {
        let taker = last(&into, at).filter(|taker| *taker != at && of(&findings[at]));
        let Some(taker) = taker else { continue };
        let left = left(&findings[at], &findings[taker]);
        if !left.is_empty() {
            findings[at].variants = left;
            continue;
        }
        gone[at] = true;
        if findings[at].certainty.is_said() {
            let Finding { check, message, location, fingerprint, severity, .. } = &findings[at];
            let (severity, absorbed) = (
                *severity,
                Absorbed {
                    check: check.clone(),
                    message: message.clone(),
                    location: location.clone(),
                    fingerprint: fingerprint.clone(),
                },
            );
            let taker = &mut findings[taker];
            taker.severity = taker.severity.max(severity);
            taker.absorbed.push(absorbed);
        }
    }
    for finding in findings.iter_mut() {
        finding.absorbed.sort();
    }
    let mut gone = gone.into_iter();
    findings.retain(|_| gone.next() != Some(true));
}

/// The unit's variants in which a finding stands alone.
fn left(finding: &Finding, taker: &Finding) -> Vec<String> {
    if taker.variants.is_empty() {
        return Vec::new();
    }
    finding.variants.iter().filter(|one| !taker.variants.contains(one)).cloned().collect()
}

/// The finding that one ends in.
fn last(into: &[Option<usize>], at: usize) -> Option<usize> {
    let mut taker = into[at]?;
    for _ in 0..MAX_STEPS {
        match into[taker] {
            Some(next) if next != at => taker = next,
            _ => break,
        }
    }
    Some(taker)
}

/// What of one resource's findings another one takes in, and which.
fn taken(findings: &[Finding], set: &PolicySet, group: &[usize]) -> Vec<(usize, usize)> {
    let open: Vec<usize> = group.iter().copied().filter(|at| findings[*at].is_open()).collect();
    let mut stories: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in &open {
        if let Some(story) = story(&findings[*at], set) {
            stories.entry(story).or_default().push(*at);
        }
    }
    let widest: BTreeMap<&str, usize> = stories
        .into_iter()
        .filter_map(|(story, all)| Some((story, widest(findings, set, &all)?)))
        .collect();
    // Where the findings of each check stand, the first at each path.
    let mut by_place: HashMap<(&str, &str), usize> = HashMap::new();
    for (order, at) in open.iter().enumerate() {
        let finding = &findings[*at];
        by_place.entry((&finding.check, &finding.path)).or_insert(order);
    }
    let mut taken = Vec::new();
    for at in group.iter().copied().filter(|at| findings[*at].suppression.is_none()) {
        let finding = &findings[at];
        let wider = yields(set, &finding.check);
        let around = |check: &'_ String| {
            let at = |path| by_place.get(&(check.as_str(), path)).copied();
            enclosing(&finding.path).filter_map(at).min()
        };
        let by = wider.iter().filter_map(around).min().map(|order| open[order]);
        let told = story(finding, set).and_then(|story| widest.get(story)).copied();
        let told = told.filter(|told| finding.is_open() && findings[*told].check != finding.check);
        taken.extend(by.or(told).map(|taker| (at, taker)));
    }
    taken
}

fn yields<'a>(set: &'a PolicySet, check: &str) -> &'a [String] {
    set.check(check).map_or(&[], |check| &check.yields_to)
}

/// A path and those around it, the innermost first.
fn enclosing(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |inner| inner.rfind('/').map(|at| &inner[..at]))
}

/// Whether a path is another one or stands below it.
pub(super) fn encloses(outer: &str, inner: &str) -> bool {
    inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// The policy statement that a finding is about, or the policy of AWS whose statements it judges.
fn story<'a>(finding: &'a Finding, set: &PolicySet) -> Option<&'a str> {
    let path = finding.path.as_str();
    if let Some(at) = path.find("statements/") {
        let number = at + "statements/".len();
        let end = path[number..].find('/').map_or(path.len(), |end| number + end);
        return Some(&path[..end]);
    }
    let number = path.strip_prefix("/policies/")?;
    let whole = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (whole && set.check(&finding.check)?.judges_statements()).then_some(path)
}

/// The widest: one that yields to no other, the worst of such, the first by name of the worst.
fn widest(findings: &[Finding], set: &PolicySet, all: &[usize]) -> Option<usize> {
    let check = |at: &usize| findings[*at].check.as_str();
    let narrow = |at: &usize| {
        all.iter().any(|other| check(other) != check(at) && reaches(set, check(at), check(other)))
    };
    let top = all.iter().filter(|at| !narrow(at));
    let top: Vec<usize> = top.copied().collect();
    let candidates = if top.is_empty() { all } else { &top };
    candidates.iter().copied().min_by_key(|at| (Reverse(findings[*at].severity), check(at), *at))
}

/// Whether a check yields to another one, directly or through others.
fn reaches(set: &PolicySet, from: &str, to: &str) -> bool {
    let mut seen: Vec<&str> = vec![from];
    let mut at = 0;
    while let Some(check) = seen.get(at).copied() {
        for wider in set.check(check).map_or(&[][..], |check| &check.yields_to) {
            if wider == to {
                return true;
            }
            if !seen.contains(&wider.as_str()) {
                seen.push(wider);
            }
        }
        at += 1;
    }
    false
}
