//! R10: what workloads read and write through AWS's API.

use super::mentions::Mention;
use super::roles::{self, Object};
use crate::model::draft::{AWS, element, flow};
use crate::model::drawing::Drawing;
use crate::model::kinds;
use crate::model::names;
use crate::model::read;
use crate::model::v1::{Certainty, Evidence, Maybe};
use crate::model::world::At;
use crate::normalize::read::statement::matches;
use std::collections::BTreeMap;

/// The kinds that are reached through AWS's API.
const STORES: &[&str] =
    &["bucket", "queue", "topic", "table", "stream", "secret", "parameter", "search"];

/// What is known of one flow.
#[derive(Default)]
struct Found {
    referred: bool,
    granted: bool,
    always: bool,
    maybe: Option<Maybe>,
    evidence: Vec<Evidence>,
}

pub(super) fn draw(drawing: &mut Drawing<'_>, mentions: &[Mention<'_>]) {
    let world = drawing.world;
    let mut found: BTreeMap<(usize, String), Found> = BTreeMap::new();
    for mention in mentions.iter().filter(|mention| mention.role != "secret" || !mention.is_own()) {
        for id in mentioned(drawing, mention) {
            let own = found.entry((mention.workload, id)).or_default();
            own.referred = true;
            match crate::model::draft::maybe(mention.when) {
                Maybe::Always(_) => own.always = true,
                told => own.maybe = Some(told),
            }
            own.evidence.extend(world.proof(mention.at, &mention.value.place, mention.role));
        }
    }
    for index in 0..drawing.workloads.len() {
        let tasks = drawing.workloads[index].tasks.clone();
        for role in roles::of_tasks(world, &tasks) {
            for grant in roles::grants(world, role) {
                for id in granted(drawing, &grant.object, &grant.evidence) {
                    let own = found.entry((index, id)).or_default();
                    own.granted = true;
                    own.evidence.extend(grant.evidence.clone());
                }
            }
        }
    }
    for ((index, to), own) in found {
        let from = drawing.workloads[index].id.clone();
        let sure =
            if own.referred && own.granted { Certainty::Stated } else { Certainty::Inferred };
        let mut line = flow("R10", "data", &from, &to).to_aws().sure(sure).carrying("records");
        line.evidence = own.evidence;
        line.evidence.sort();
        line.evidence.dedup();
        if let Some(maybe) = own.maybe.filter(|_| !own.always && !own.granted) {
            line.maybe = maybe;
        }
        drawing.draft.flow(line);
    }
}

impl Mention<'_> {
    /// Whether it is the name of a secret that is given, not what stands in it.
    fn is_own(&self) -> bool {
        self.role == "secret" && self.value.references().is_empty() && !read::is_secret(self.value)
    }
}

/// The stores that a value names.
pub(super) fn mentioned(drawing: &mut Drawing<'_>, mention: &Mention<'_>) -> Vec<String> {
    let world = drawing.world;
    let unit = mention.at.unit;
    let mut found = Vec::new();
    let targets = world.targets(unit, mention.value);
    let stores: Vec<At> = targets
        .iter()
        .filter(|at| {
            kinds::of(&world.node(**at).ty).is_some_and(|kind| STORES.contains(&kind.kind))
        })
        // What stands in a secret does not name the secret.
        .filter(|at| mention.role != "secret" || **at != mention.at)
        .copied()
        .collect();
    if !stores.is_empty() {
        found.extend(stores.into_iter().filter_map(|at| drawing.element(at)));
        return found;
    }
    let Some(text) = mention.template() else { return found };
    let named = names::of_arn(&text).map(|(service, name)| (service.to_owned(), name));
    let named =
        named.or_else(|| names::of_url(&text).map(|(service, name)| (service.to_owned(), name)));
    if let Some((service, name)) = named {
        if let Some(kind) = kinds::of_service(&service).filter(|kind| STORES.contains(kind))
            && !name.contains(crate::normalize::map::template::HOLE)
        {
            found.extend(bare(drawing, unit, kind, &name, mention.value));
        }
        return found;
    }
    if mention.role == "environment" && mention.value.as_str().is_some() && !text.is_empty() {
        for kind in STORES {
            if let Some(at) = world.named(kind, &text).first() {
                found.extend(drawing.element(*at));
            }
        }
    }
    found
}

/// The element of a name: a resource's, or one that stands for the name alone.
fn bare(
    drawing: &mut Drawing<'_>,
    unit: usize,
    kind: &'static str,
    name: &str,
    value: &crate::value::Value,
) -> Option<String> {
    if let Some(at) = drawing.world.named(kind, name).first() {
        return drawing.element(*at);
    }
    let shown = if read::is_secret(value) { "***" } else { name };
    let mut own = element(format!("{kind}:{shown}"), kind);
    own.boundary = Some(AWS.to_owned());
    own.evidence = drawing.world.evidence(unit, value.place.span, "name").into_iter().collect();
    Some(drawing.draft.put(own))
}

/// The stores that a grant is of.
pub(super) fn granted(
    drawing: &mut Drawing<'_>,
    object: &Object,
    evidence: &[Evidence],
) -> Vec<String> {
    let world = drawing.world;
    match object {
        Object::Node(at) => {
            let kind = kinds::of(&world.node(*at).ty).filter(|kind| STORES.contains(&kind.kind));
            kind.and_then(|_| drawing.element(*at)).into_iter().collect()
        }
        Object::Named(service, name) => {
            let Some(kind) = kinds::of_service(service).filter(|kind| STORES.contains(kind)) else {
                return Vec::new();
            };
            if !name.contains(['*', '?']) {
                if let Some(at) = world.named(kind, name).first() {
                    return drawing.element(*at).into_iter().collect();
                }
                let mut own = element(format!("{kind}:{name}"), kind);
                own.boundary = Some(AWS.to_owned());
                own.evidence = evidence.to_vec();
                return vec![drawing.draft.put(own)];
            }
            let mut found: Vec<At> = Vec::new();
            for (own, all) in world.all_named(kind) {
                if matches(name, own) {
                    found.extend(all);
                }
            }
            found.sort_unstable();
            found.into_iter().filter_map(|at| drawing.element(at)).collect()
        }
    }
}
