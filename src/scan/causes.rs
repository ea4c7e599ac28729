//! One cause, one finding: what a check finds at one text is one finding with instances, whatever
//! units, module calls, keys and loops the text reaches. The stages before work on instances; this
//! is the last one before a report.

use super::gaps;
use crate::finding::{CONSEQUENCE, Cause, Finding, Fixed, Instance, Related, Report};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// Further places of one finding that are told.
const MAX_RELATED: usize = 60;
/// Characters of a message that says of how many more it holds.
const MAX_MESSAGE: usize = 160;

/// Several reports as one, what has one cause made one.
#[must_use]
pub fn merge(reports: Vec<Report>, today: &str) -> Report {
    let mut all = Report { today: today.to_owned(), ..Report::default() };
    // Reports on one folder can tell of one text; paths of different folders say nothing of each
    // other.
    let mut by_root: BTreeMap<PathBuf, [Vec<Finding>; 2]> = BTreeMap::new();
    let mut fixed: BTreeMap<PathBuf, Vec<Fixed>> = BTreeMap::new();
    let mut for_states: Option<BTreeMap<PathBuf, Vec<Finding>>> =
        reports.iter().all(|report| report.for_states.is_some()).then(BTreeMap::new);
    for report in reports {
        if let (Some(all), Some(own)) = (&mut for_states, report.for_states) {
            all.entry(report.root.clone()).or_default().extend(own);
        }
        let [findings, visible] = by_root.entry(report.root.clone()).or_default();
        findings.extend(report.findings);
        visible.extend(report.visible);
        fixed.entry(report.root).or_default().extend(report.fixed);
        let bases = report.bases.into_iter();
        all.bases.extend(bases.filter(|base| !all.bases.contains(base)).collect::<Vec<_>>());
        all.announced.extend(report.announced);
        all.problems.extend(report.problems);
        all.gaps.extend(report.gaps);
        all.units.extend(report.units);
        all.subjects.extend(report.subjects);
        all.older += report.older;
        if let Some(standing) = report.standing {
            all.standing.get_or_insert_default().extend(standing);
        }
        all.nothing |= report.nothing;
    }
    for [findings, visible] in by_root.into_values() {
        all.findings.extend(gathered(findings));
        all.visible.extend(gathered(visible));
    }
    all.for_states = for_states.map(|by_root| {
        let mut found: Vec<Finding> = by_root.into_values().flat_map(gathered).collect();
        found.sort();
        found
    });
    all.fixed.extend(fixed.into_values().flat_map(fixed_causes));
    all.announced.sort();
    all.announced.dedup();
    all.findings.sort();
    all.visible.sort();
    all.fixed.sort();
    all.problems.sort();
    all.problems.dedup();
    all.gaps = gaps::distinct(all.gaps);
    all.units.sort();
    all.subjects.sort();
    all
}

/// How many causes findings have.
#[must_use]
pub fn count(findings: &[Finding]) -> usize {
    findings.iter().map(Finding::cause).collect::<BTreeSet<Cause>>().len()
}

/// The checks and fingerprints of findings that the base has too.
pub fn standing(old: &[Finding]) -> BTreeSet<(String, String)> {
    old.iter().map(|finding| (finding.check.clone(), finding.fingerprint.clone())).collect()
}

/// What is told of what is gone of a base, with those marked whose cause still stands.
pub(super) fn fixed(told: &[Finding], gone: &[Finding], base: &[Finding]) -> Vec<Fixed> {
    let key = |finding: &Finding| {
        let Finding { unit, resource, path, identity, .. } = finding;
        let own = [unit, resource, path, identity].map(Clone::clone);
        (finding.cause(), own, finding.variants.clone())
    };
    let keys: BTreeSet<_> = gone.iter().map(key).collect();
    let stands = base.iter().filter(|finding| finding.is_open() && !keys.contains(&key(finding)));
    let stands: BTreeSet<Cause> = stands.map(Finding::cause).collect();
    let of = |finding: &Finding| Fixed {
        stands: stands.contains(&finding.cause()),
        ..Fixed::from(finding)
    };
    told.iter().map(of).collect()
}

/// Causes that are gone as a whole, each once with what it was said of.
fn fixed_causes(fixed: Vec<Fixed>) -> Vec<Fixed> {
    type Key = (String, String, String, Option<Cause>, Option<String>);
    let mut causes: BTreeMap<Key, Fixed> = BTreeMap::new();
    for mut one in fixed.into_iter().filter(|one| !one.stands) {
        let own = one.cause.is_none().then(|| one.fingerprint.clone());
        let key =
            (one.repository.clone(), one.file.clone(), one.check.clone(), one.cause.clone(), own);
        if one.instances.is_empty() {
            one.instances.push((one.unit.clone(), one.resource.clone()));
        }
        match causes.get_mut(&key) {
            Some(cause) => {
                cause.severity = cause.severity.max(one.severity);
                for instance in one.instances {
                    if !cause.instances.contains(&instance) {
                        cause.instances.push(instance);
                    }
                }
            }
            None => {
                causes.insert(key, one);
            }
        }
    }
    causes.into_values().collect()
}

/// Findings of one cause made one, in the order of the first ones.
fn gathered(findings: Vec<Finding>) -> Vec<Finding> {
    let mut order: Vec<Cause> = Vec::new();
    let mut groups: BTreeMap<Cause, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        let cause = finding.cause();
        groups
            .entry(cause)
            .or_insert_with_key(|cause| {
                order.push(cause.clone());
                Vec::new()
            })
            .push(finding);
    }
    order.into_iter().filter_map(|cause| groups.remove(&cause)).filter_map(one).collect()
}

/// The finding of one cause: that of its worst instance, with all of them.
fn one(mut all: Vec<Finding>) -> Option<Finding> {
    // What has to be acted on comes first, what holds in any case before what holds under a
    // condition.
    let rank = |finding: &Finding| {
        (
            finding.suppression.is_some(),
            finding.certainty,
            finding.example,
            Reverse(finding.severity),
            finding.condition.is_some(),
        )
    };
    all.sort();
    let at = (0..all.len()).min_by_key(|at| rank(&all[*at]))?;
    let mut first = all.remove(at);
    let mut instances = first.each();
    // Where the instances of each object stand: there may be ten thousand.
    let mut places: HashMap<Object, usize> = HashMap::new();
    for (at, instance) in instances.iter().enumerate() {
        places.entry(object(instance)).or_insert(at);
    }
    for other in &all {
        for instance in other.each() {
            match places.entry(object(&instance)) {
                Entry::Occupied(place) => join(&mut instances[*place.get()], instance),
                Entry::Vacant(place) => {
                    place.insert(instances.len());
                    instances.push(instance);
                }
            }
        }
    }
    let (unit, own) = (first.unit.clone(), first.variants.clone());
    if !own.is_empty() {
        let same = instances.iter().filter(|instance| instance.unit == unit);
        let names: BTreeSet<String> = same.flat_map(|one| one.variants.iter().cloned()).collect();
        first.variants = names.into_iter().collect();
    }
    for other in all {
        first.fingerprint = first.fingerprint.min(other.fingerprint);
        let open = first.is_open() && other.suppression.is_none();
        if let Some(fix) = other.fix.filter(|_| open) {
            first.fix = Some(match first.fix.take() {
                Some(own) => own.with(fix),
                None => fix,
            });
        }
        for absorbed in other.absorbed.into_iter().filter(|_| open) {
            if !first.absorbed.contains(&absorbed) {
                first.absorbed.push(absorbed);
            }
        }
        for related in other.related {
            add_related(&mut first, related);
        }
    }
    first.absorbed.sort();
    first.absorbed.dedup();
    let more = instances.len() - 1;
    if first.instances.is_empty() {
        first.message = if more > 0 {
            counted(&first.message, &instances)
        } else {
            fitted(&first.message, MAX_MESSAGE).into_owned()
        };
    }
    first.instances = instances;
    Some(first)
}

/// What instances of one object have in common: unit, resource, subject, and whether they are suppressed.
type Object = (String, String, Option<String>, bool);

fn object(instance: &Instance) -> Object {
    let Instance { unit, resource, subject, suppression, .. } = instance;
    (unit.clone(), resource.clone(), subject.clone(), suppression.is_some())
}

/// Adds to an instance what another of the same object says.
fn join(own: &mut Instance, other: Instance) {
    own.certainty = own.certainty.min(other.certainty);
    own.condition = own.condition.take().filter(|_| other.condition.is_some());
    own.variants.extend(other.variants);
    own.variants.sort();
    own.variants.dedup();
}

fn add_related(first: &mut Finding, related: Related) {
    let known = first.related.iter().any(|other| other.location == related.location);
    if !known && related.location != first.location && first.related.len() < MAX_RELATED {
        first.related.push(related);
    }
}

/// The message, with how many more instances there are.
fn counted(message: &str, instances: &[Instance]) -> String {
    let more = format!(" (+{} similar)", instances.len() - 1);
    let room = MAX_MESSAGE.saturating_sub(more.len());
    let fits = |text: &str| text.chars().count() <= room;
    // The consequence goes before a sentence ends in its middle.
    let cause = || message.rsplit_once(CONSEQUENCE).map(|(cause, _)| cause);
    match cause().filter(|cause| !fits(message) && fits(cause)) {
        Some(cause) => format!("{cause}{more}"),
        None => format!("{}{more}", fitted(message, room)),
    }
}

/// A message in so many characters: where names of the input are longer than a sentence bears, its
/// end is left out at a word.
fn fitted(message: &str, room: usize) -> Cow<'_, str> {
    let Some((cut, _)) = message.char_indices().nth(room) else { return message.into() };
    let last = message[..cut].char_indices().next_back().map_or(0, |(at, _)| at);
    let head = &message[..last];
    let end = head.rfind(' ').filter(|end| *end > last / 2).unwrap_or(last);
    format!("{}…", head[..end].trim_end_matches([',', ';', ':', ' '])).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_ends_at_a_word() {
        assert_eq!(fitted("short enough", 12), "short enough");
        assert_eq!(fitted("one two three, four", 15), "one two three…");
        let name = "x".repeat(300);
        for text in [&name, &format!("é {name}"), &format!("{name} and {name}")] {
            assert_eq!(fitted(text, 160).chars().count(), 160, "{text}");
        }
    }
}
