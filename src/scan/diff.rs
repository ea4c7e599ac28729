//! What a change adds: the findings that the base does not have.

use crate::finding::{Certainty, Finding};
use crate::policy::PolicySet;
use std::collections::{BTreeMap, BTreeSet};

/// Takes out of `findings` what `before` has too; how many reported ones that were.
///
/// A finding is old when its fingerprint is there; when the same text is said of the same resource
/// in a unit that moved; and when a wider check stood at its place, so that removing a cause never
/// refuses a commit for what the cause had covered.
pub fn subtract(findings: &mut Vec<Finding>, before: &[Finding], set: &PolicySet) -> usize {
    let reported = |finding: &&Finding| finding.certainty == Certainty::Reported;
    let now: BTreeSet<&str> = findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
    let known: BTreeSet<&str> = before.iter().map(|finding| finding.fingerprint.as_str()).collect();
    let mut gone: BTreeMap<(String, String, String, String), usize> = BTreeMap::new();
    for finding in before.iter().filter(|finding| !now.contains(finding.fingerprint.as_str())) {
        *gone.entry(moved(finding)).or_default() += 1;
    }
    let mut wider: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in before.iter().filter(reported) {
        wider.entry((&finding.unit, &finding.resource)).or_default().push(finding);
    }
    let old: Vec<bool> = findings
        .iter()
        .map(|finding| {
            if known.contains(finding.fingerprint.as_str()) {
                return true;
            }
            if let Some(left) = gone.get_mut(&moved(finding)).filter(|left| **left > 0) {
                *left -= 1;
                return true;
            }
            let yields = set.check(&finding.check).map_or(&[][..], |check| &check.yields_to);
            let covered = wider.get(&(finding.unit.as_str(), finding.resource.as_str()));
            covered.is_some_and(|all| {
                all.iter().any(|other| {
                    yields.contains(&other.check) && encloses(&other.path, &finding.path)
                })
            })
        })
        .collect();
    let mut older = 0;
    let mut at = 0;
    findings.retain(|finding| {
        let is_old = old.get(at).copied().unwrap_or(false);
        at += 1;
        older += usize::from(is_old && finding.certainty == Certainty::Reported);
        !is_old
    });
    older
}

fn moved(finding: &Finding) -> (String, String, String, String) {
    (finding.check.clone(), finding.resource.clone(), finding.path.clone(), finding.message.clone())
}

fn encloses(outer: &str, inner: &str) -> bool {
    inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}
