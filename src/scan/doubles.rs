//! A plan beside the configuration that it was made from, a template of a task definition beside what was
//! made of it: two units that say the same.

use crate::finding::{Certainty, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// A unit's repository and its id there.
pub(super) type Unit = (String, String);

/// Leaves out what a plan and the configuration in its folder both say; `plans` has the
/// configuration's unit by the plan's. The configuration's finding is kept, because it stands at
/// the text to change; where the plan alone decides it, the plan's. Of a template of a task definition
/// and the definition the latter's is kept, because nothing in it is a gap.
pub(super) fn leave_out(findings: &mut Vec<Finding>, plans: &BTreeMap<Unit, Unit>) {
    if plans.is_empty() {
        return;
    }
    let own = |finding: &Finding| (finding.repository.clone(), finding.unit.clone());
    // What has a file of its own is called by it.
    let called = |finding: &Finding| match finding.resource.rsplit_once('#') {
        Some((_, name)) if finding.source_type.starts_with("ecs.") => name.to_owned(),
        _ => finding.resource.clone(),
    };
    let key = |finding: &Finding, unit: &Unit| {
        (finding.check.clone(), unit.clone(), called(finding), finding.path.clone())
    };
    let reported = |finding: &&Finding| finding.certainty == Certainty::Reported;
    let configurations: BTreeSet<&Unit> = plans.values().collect();
    let written: BTreeMap<_, Certainty> = findings
        .iter()
        .filter(|finding| configurations.contains(&own(finding)))
        .map(|finding| (key(finding, &own(finding)), finding.certainty))
        .collect();
    let decided: BTreeSet<_> = findings
        .iter()
        .filter(reported)
        .filter_map(|finding| {
            plans.get(&own(finding)).map(|configuration| key(finding, configuration))
        })
        .filter(|key| written.get(key) == Some(&Certainty::Undecided))
        .collect();
    findings.retain(|finding| match plans.get(&own(finding)) {
        _ if finding.certainty == Certainty::Raw => true,
        Some(configuration) => {
            let key = key(finding, configuration);
            decided.contains(&key) || !written.contains_key(&key)
        }
        None => !decided.contains(&key(finding, &own(finding))),
    });
}
