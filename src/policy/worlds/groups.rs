//! Checks whose adverse worlds are made as one: each sees of it what it would see of its own.

use super::flavour::Flavour;
use super::{Kind, Survey};
use crate::document::Document;
use crate::normalize::facts_from;
use crate::policy::metadata::Check;

/// Nothing is asked of a resource: the check does not see it.
const ANY: usize = usize::MAX;

/// Puts checks together that see resources of the same types with the same values, or of other types.
/// `seen`: whether nothing else is seen by a check; another one is by itself.
pub(crate) fn groups<'a>(
    document: &Document,
    survey: &Survey,
    checks: &[&'a Check],
    seen: &dyn Fn(&Check) -> bool,
) -> Vec<Vec<&'a Check>> {
    let nodes = survey.varying().iter().filter_map(|id| document.resources.get(id));
    let nodes: Vec<_> = nodes.collect();
    // What any check wants a resource to be, by number.
    let mut all: Vec<Vec<Flavour<'_>>> = nodes.iter().map(|_| vec![Flavour::Quiet]).collect();
    let mut groups: Vec<(Vec<&'a Check>, Vec<usize>)> = Vec::new();
    for check in checks {
        let one = std::slice::from_ref(check);
        let told = |ty: &str| facts_from(ty).iter().any(|ty| check.reads.contains_key(*ty));
        let mut wanted = Vec::with_capacity(nodes.len());
        for (node, all) in nodes.iter().zip(&mut all) {
            if !check.reads.contains_key(&node.ty) {
                // Facts that the check sees tell of its values.
                wanted.push(if told(&node.ty) { 0 } else { ANY });
                continue;
            }
            let own = Flavour::of(Kind::Adverse(one), node, survey);
            let number = all.iter().position(|known| *known == own).unwrap_or_else(|| {
                all.push(own);
                all.len() - 1
            });
            wanted.push(number);
        }
        let agrees = |group: &&mut (Vec<&Check>, Vec<usize>)| {
            let mut both = group.1.iter().zip(&wanted);
            both.all(|(one, other)| one == other || *one == ANY || *other == ANY)
        };
        match groups.iter_mut().find(agrees).filter(|_| seen(check)) {
            Some((checks, of)) => {
                checks.push(check);
                for (of, wanted) in of.iter_mut().zip(wanted).filter(|(_, it)| *it != ANY) {
                    *of = wanted;
                }
            }
            // Nobody joins a check of which nobody knows what it sees.
            None if !seen(check) => groups.push((vec![check], vec![ANY - 1; nodes.len()])),
            None => groups.push((vec![check], wanted)),
        }
    }
    groups.into_iter().map(|(checks, _)| checks).collect()
}
