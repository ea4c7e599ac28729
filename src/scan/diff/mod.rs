//! What a change adds and what it fixes: a finding is old only where its own self went away.
//!
//! A finding's self is what is said (check, place within the resource, value) of one instance of
//! one resource in one unit. The same self in the base makes it old. Of another unit, address or
//! name it can be only where that one no longer stands: a unit or file that was renamed, a `moved`
//! block, a block that another unit reads now, a resource of equal body that is gone. One finding
//! of the base is one finding's old self.

mod heirs;

use super::absorb::encloses;
use super::standing::Standing;
use crate::finding::{Certainty, Finding};
use heirs::Heirs;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One side of a comparison.
#[derive(Default)]
pub(super) struct Side {
    /// What is said of the units that the change can concern.
    pub(super) findings: Vec<Finding>,
    /// What stands in those units.
    pub(super) standing: Vec<Standing>,
    /// All units of the side, as reported.
    pub(super) units: BTreeSet<String>,
    /// Files that were lost, as reported: nothing can be said of what stands in them.
    pub(super) lost: BTreeSet<String>,
}

/// What a base says of one instance of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// The base could not show it: it stands where only the head can be read.
    Unseen,
    /// The change adds it.
    New,
    /// It stood before.
    Old,
}

/// What a comparison gives.
#[derive(Default)]
pub(super) struct Difference {
    /// What the change adds.
    pub(super) new: Vec<Finding>,
    /// What stands where only the head can be read: newly visible.
    pub(super) visible: Vec<Finding>,
    /// What the change takes away, as the base had it.
    pub(super) fixed: Vec<Finding>,
    /// What is reported and stood before.
    pub(super) old: Vec<Finding>,
}

/// The wider checks that a check yields to.
type Yields<'a> = &'a dyn Fn(&str) -> &'a [String];

/// A resource of a unit.
type Resource = (String, String);

/// One instance of what a finding says: findings of several bring each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Instance {
    unit: String,
    resource: String,
    variant: Option<String>,
}

fn instances(finding: &Finding) -> Vec<Instance> {
    let of = |variant| Instance {
        unit: finding.unit.clone(),
        resource: finding.resource.clone(),
        variant,
    };
    if finding.variants.is_empty() {
        return vec![of(None)];
    }
    finding.variants.iter().map(|variant| of(Some(variant.clone()))).collect()
}

/// The finding with these of its instances alone.
fn narrowed(mut finding: Finding, kept: &[Instance]) -> Finding {
    if !finding.variants.is_empty() {
        finding.variants = kept.iter().filter_map(|instance| instance.variant.clone()).collect();
    }
    finding
}

/// Compares with every base, each with the old name of each renamed file by the new one, as
/// reported: what any of them has is old, what all of them have and the head has not is fixed.
pub(super) fn compare(
    head: &Side,
    bases: &[(Side, BTreeMap<String, String>)],
    yields: Yields<'_>,
) -> Difference {
    let mut statuses: Vec<Vec<Status>> = Vec::new();
    let mut fixed: Option<Vec<&Finding>> = None;
    for (base, renamed) in bases {
        let (told, gone) = against(head, base, renamed, yields);
        if statuses.is_empty() {
            statuses = told;
        } else {
            for (all, one) in statuses.iter_mut().flatten().zip(told.into_iter().flatten()) {
                *all = (*all).max(one);
            }
        }
        let of = |finding: &Finding| {
            (finding.unit.clone(), finding.resource.clone(), finding.identity.clone())
        };
        let also: HashSet<_> = gone.iter().map(|finding| of(finding)).collect();
        match &mut fixed {
            None => fixed = Some(gone),
            Some(fixed) => fixed.retain(|finding| also.contains(&of(finding))),
        }
    }
    let mut difference = Difference {
        fixed: fixed.unwrap_or_default().into_iter().cloned().collect(),
        ..Difference::default()
    };
    for (finding, statuses) in head.findings.iter().zip(statuses) {
        let of = |wanted: Status| {
            let all = instances(finding).into_iter().zip(&statuses);
            let kept: Vec<Instance> = all
                .filter(|(_, status)| **status == wanted)
                .map(|(instance, _)| instance)
                .collect();
            (!kept.is_empty()).then(|| narrowed(finding.clone(), &kept))
        };
        difference.new.extend(of(Status::New));
        difference.visible.extend(of(Status::Unseen));
        let old = statuses.iter().all(|status| *status == Status::Old);
        if old && is_open(finding) {
            difference.old.push(finding.clone());
        }
    }
    difference
}

/// What one base says of each instance of each finding of the head, and what it has that the head
/// has not.
fn against<'a>(
    head: &Side,
    base: &'a Side,
    renamed: &BTreeMap<String, String>,
    yields: Yields<'_>,
) -> (Vec<Vec<Status>>, Vec<&'a Finding>) {
    let heirs = Heirs::new(head, base, renamed);
    let mut pool = Pool::new(base, &heirs);
    let covers = covers(base, &heirs);
    let mut statuses = Vec::new();
    for finding in &head.findings {
        let told = instances(finding).into_iter().map(|instance| {
            if pool.take(finding, &instance) || covered(finding, &instance, &covers, yields) {
                Status::Old
            } else if heirs.was_unseen(head, base, finding, &instance) {
                Status::Unseen
            } else {
                Status::New
            }
        });
        statuses.push(told.collect());
    }
    let left = pool.left().filter(|finding| !heirs.is_unseen(head, base, finding)).collect();
    (statuses, left)
}

/// What the base says, by the resource that it would be said of in the head.
struct Pool<'a> {
    base: &'a Side,
    said: HashMap<(Resource, String), Vec<Said>>,
    /// Which findings were an old self of something.
    matched: HashSet<usize>,
}

struct Said {
    at: usize,
    variant: Option<String>,
    taken: bool,
}

impl<'a> Pool<'a> {
    fn new(base: &'a Side, heirs: &Heirs) -> Pool<'a> {
        let mut said: HashMap<(Resource, String), Vec<Said>> = HashMap::new();
        for (at, finding) in base.findings.iter().enumerate() {
            for Instance { unit, resource, variant } in instances(finding) {
                let key = (heirs.of(unit, resource), finding.identity.clone());
                said.entry(key).or_default().push(Said { at, variant, taken: false });
            }
        }
        Pool { base, said, matched: HashSet::new() }
    }

    /// Takes an instance's old self, if it has one.
    fn take(&mut self, finding: &Finding, instance: &Instance) -> bool {
        let resource = (instance.unit.clone(), instance.resource.clone());
        let Some(all) = self.said.get_mut(&(resource, finding.identity.clone())) else {
            return false;
        };
        let base = self.base;
        let fits = |said: &Said| is_old_self(&base.findings[said.at], finding);
        if let Some(said) = all
            .iter_mut()
            .find(|said| !said.taken && said.variant == instance.variant && fits(said))
        {
            said.taken = true;
            self.matched.insert(said.at);
            return true;
        }
        // A unit that has variants on one side alone: what was said of it is said of each.
        let other = all
            .iter()
            .find(|said| said.variant.is_some() != instance.variant.is_some() && fits(said));
        self.matched.extend(other.map(|said| said.at));
        other.is_some()
    }

    /// Reported findings of the base that nothing of the head continues.
    fn left(&self) -> impl Iterator<Item = &'a Finding> {
        self.base
            .findings
            .iter()
            .enumerate()
            .filter(|(at, finding)| !self.matched.contains(at) && is_open(finding))
            .map(|(_, finding)| finding)
    }
}

fn is_open(finding: &Finding) -> bool {
    finding.certainty.is_said() && finding.suppression.is_none()
}

/// Whether what the base says can be a finding's old self: what was undecided or suppressed there
/// and is neither here is new.
fn is_old_self(old: &Finding, finding: &Finding) -> bool {
    let decided = old.certainty.is_said() || finding.certainty == Certainty::Undecided;
    decided && (old.suppression.is_none() || finding.suppression.is_some())
}

/// The reported findings of the base by the resource that they would be said of.
fn covers<'a>(base: &'a Side, heirs: &Heirs) -> HashMap<Resource, Vec<&'a Finding>> {
    let mut covers: HashMap<Resource, Vec<&Finding>> = HashMap::new();
    for finding in base.findings.iter().filter(|finding| is_open(finding)) {
        for Instance { unit, resource, .. } in instances(finding) {
            covers.entry(heirs.of(unit, resource)).or_default().push(finding);
        }
    }
    covers
}

/// Whether a wider check stood at a finding's place before: removing a cause never refuses a commit
/// for what the cause had covered.
fn covered(
    finding: &Finding,
    instance: &Instance,
    covers: &HashMap<Resource, Vec<&Finding>>,
    yields: Yields<'_>,
) -> bool {
    let yields = yields(&finding.check);
    let resource = (instance.unit.clone(), instance.resource.clone());
    covers.get(&resource).is_some_and(|all| {
        all.iter()
            .any(|other| yields.contains(&other.check) && encloses(&other.path, &finding.path))
    })
}

#[cfg(test)]
mod tests;
