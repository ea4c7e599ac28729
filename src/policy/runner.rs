//! Tests of policies, and what only a whole set shows.

use super::PolicySet;
use super::engine::{Covered, Tested};
use super::metadata::wrong;
use crate::source::{Loss, Problem};

/// One `test_*` rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The file, as problems name it.
    pub file: String,
    /// The rule, `data.<package>.test_...`.
    pub rule: String,
    /// Why it failed; `None`: it passed.
    pub failure: Option<String>,
}

/// Runs every `test_*` rule of the set's files. A test passes when it is true; one that is
/// undefined failed.
#[must_use]
pub fn test(set: &PolicySet) -> Vec<TestResult> {
    let mut worker = set.tester();
    let mut run = |rule: &str| match worker.as_mut().map(|worker| worker.test(rule)) {
        Ok(Ok(true)) => None,
        Ok(Ok(false)) => Some("is not true".to_owned()),
        Ok(Err(why)) => Some(why),
        Err(why) => Some(why.clone()),
    };
    set.tests()
        .into_iter()
        .map(|(file, rule)| {
            let failure = run(&rule);
            TestResult { file, rule, failure }
        })
        .collect()
}

/// Runs the tests of the sets of one's own whose names (`package.test_name`) are wanted, and says which
/// lines they evaluate.
///
/// # Errors
/// The engine's sentence where the tests cannot be prepared.
pub fn test_own(
    set: &PolicySet,
    wanted: &dyn Fn(&str) -> bool,
    coverage: bool,
) -> Result<(Vec<Tested>, Vec<Covered>), String> {
    set.run_tests(wanted, coverage)
}

/// What is loadable but worth knowing: a check that no test names, `yields_to` a check that is not
/// in the set.
#[must_use]
pub fn advice(set: &PolicySet) -> Vec<Problem> {
    let mut found = Vec::new();
    for check in set.checks() {
        let mut note = |message: String| {
            let mut problem = wrong(&check.file, check.line, message);
            problem.loss = Loss::Note;
            found.push(problem);
        };
        for wider in check.yields_to.iter().filter(|wider| set.check(wider).is_none()) {
            note(format!("{} yields to {wider}, which does not exist", check.id));
        }
        let rule = check.name.replace('-', "_");
        if !set.tests_mention(&rule) {
            note(format!("no test names {}", check.id));
        }
    }
    found
}
