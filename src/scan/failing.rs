//! Checks of one's own that fail in unit after unit: after a few of them they are not asked any more, and
//! that is told once. Which units were asked by then depends on the machine, so that nothing that such a
//! check found elsewhere is told.

use crate::finding::Finding;
use crate::gap::{Gap, GapKind};
use crate::policy::Selection;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// So many units in which a check failed end it for the run.
pub(super) const MOST: usize = 3;

/// In how many units checks failed.
#[derive(Default)]
pub(super) struct Failing(Mutex<BTreeMap<String, usize>>);

/// The check that a gap is about, where it is one of one's own that failed.
fn of(gap: &Gap) -> Option<&str> {
    let (code, check) = gap.what.split_once(' ')?;
    (gap.kind == GapKind::CheckFailed && code.starts_with("P06")).then_some(check)
}

impl Failing {
    /// A selection without the checks that are not asked any more.
    pub(super) fn left<'a>(&self, selection: &'a Selection) -> Cow<'a, Selection> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let off = |check: &String| counts.get(check).is_some_and(|count| *count >= MOST);
        if !selection.checks.iter().any(off) {
            return Cow::Borrowed(selection);
        }
        let mut left = selection.clone();
        left.checks.retain(|check| !off(check));
        Cow::Owned(left)
    }

    /// Counts what failed in a unit.
    pub(super) fn count(&self, gaps: &[Gap]) {
        let mut failed: Vec<&str> = gaps.iter().filter_map(of).collect();
        failed.sort_unstable();
        failed.dedup();
        if failed.is_empty() {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for check in failed {
            *counts.entry(check.to_owned()).or_default() += 1;
        }
    }

    /// Tells of the checks that were ended once, and takes out what they found.
    pub(super) fn end(self, findings: &mut Vec<Finding>, gaps: &mut [(String, Vec<Gap>)]) {
        let counts = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let off = |check: &str| counts.get(check).is_some_and(|count| *count >= MOST);
        if !counts.keys().any(|check| off(check)) {
            return;
        }
        findings.retain(|finding| !off(&finding.check));
        let mut first: BTreeMap<String, Gap> = BTreeMap::new();
        for (_, of_unit) in gaps.iter_mut() {
            of_unit.retain(|gap| {
                let Some(check) = of(gap).filter(|check| off(check)) else { return true };
                let told = once(gap);
                match first.get_mut(check) {
                    Some(known) if told < *known => *known = told,
                    Some(_) => {}
                    None => drop(first.insert(check.to_owned(), told)),
                }
                false
            });
        }
        if let Some((_, of_unit)) = gaps.first_mut() {
            of_unit.extend(first.into_values());
        }
    }
}

/// The same gap without the unit.
fn once(gap: &Gap) -> Gap {
    let (what, rest) = gap.why.split_once(" in ").unwrap_or((&gap.why, ""));
    let how = rest.split_once(": ").map_or(String::new(), |(_, how)| format!(" ({how})"));
    let why = format!("{what}{how} in {MOST} units or more: it is off for this run");
    Gap { why, ..gap.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(unit: &str) -> Gap {
        Gap {
            kind: GapKind::CheckFailed,
            path: "p/demo.rego".to_owned(),
            at: None,
            what: "P060 demo.bad".to_owned(),
            why: format!("took more than 5 steps in {unit} and was stopped"),
            cure: String::new(),
            call: None,
            lost: false,
        }
    }

    #[test]
    fn a_check_ends_after_a_few_units() {
        let checks = ["demo.bad", "demo.good"].map(str::to_owned);
        let selection = Selection { checks: checks.into(), ..Selection::default() };
        let failing = Failing::default();
        let mut gaps = Vec::new();
        for unit in ["a", "b", "c"] {
            assert_eq!(failing.left(&selection).checks.len(), 2);
            failing.count(&[gap(unit)]);
            gaps.push((unit.to_owned(), vec![gap(unit)]));
        }
        let left = failing.left(&selection);
        assert!(left.checks.contains("demo.good") && left.checks.len() == 1);
        drop(left);
        failing.end(&mut Vec::new(), &mut gaps);
        let all: Vec<&Gap> = gaps.iter().flat_map(|(_, gaps)| gaps).collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].why, "took more than 5 steps in 3 units or more: it is off for this run");
    }

    #[test]
    fn two_units_are_told_as_they_are() {
        let failing = Failing::default();
        let mut gaps = vec![("a".to_owned(), vec![gap("a")]), ("b".to_owned(), vec![gap("b")])];
        gaps.iter().for_each(|(_, gaps)| failing.count(gaps));
        failing.end(&mut Vec::new(), &mut gaps);
        assert!(gaps.iter().all(|(unit, gaps)| gaps[0].why.contains(&format!("in {unit} and"))));
    }
}
