//! A plan beside the configuration that it was made from: two units that say the same.

use crate::finding::{Certainty, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// Leaves out what a plan and the configuration in its folder both say; `plans` has the
/// configuration's unit by the plan's. The configuration's finding is kept, because it stands at
/// the text to change; where the plan alone decides it, the plan's.
pub(super) fn leave_out(findings: &mut Vec<Finding>, plans: &BTreeMap<String, String>) {
    if plans.is_empty() {
        return;
    }
    let key = |finding: &Finding, unit: &str| {
        (finding.check.clone(), unit.to_owned(), finding.resource.clone(), finding.path.clone())
    };
    let reported = |finding: &&Finding| finding.certainty == Certainty::Reported;
    let configurations: BTreeSet<&String> = plans.values().collect();
    let written: BTreeMap<_, Certainty> = findings
        .iter()
        .filter(|finding| configurations.contains(&finding.unit))
        .map(|finding| (key(finding, &finding.unit), finding.certainty))
        .collect();
    let decided: BTreeSet<_> = findings
        .iter()
        .filter(reported)
        .filter_map(|finding| {
            plans.get(&finding.unit).map(|configuration| key(finding, configuration))
        })
        .filter(|key| written.get(key) == Some(&Certainty::Undecided))
        .collect();
    findings.retain(|finding| match plans.get(&finding.unit) {
        Some(configuration) => {
            let key = key(finding, configuration);
            decided.contains(&key) || !written.contains_key(&key)
        }
        None => !decided.contains(&key(finding, &finding.unit)),
    });
}
