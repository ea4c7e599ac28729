//! R19, store to function to store: what the functions of a system are told of and may use. A function
//! that nothing of the system hands anything to is not part of it.

use super::mentions::Mention;
use super::roles;
use super::stores::{granted, mentioned};
use crate::model::draft::flow;
use crate::model::drawing::Drawing;
use crate::model::read;
use crate::model::v1::{Certainty, Evidence};
use crate::model::world::At;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one flow.
#[derive(Default)]
struct Found {
    referred: bool,
    granted: bool,
    evidence: Vec<Evidence>,
}

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    // What hands something to each element.
    let mut sources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for own in drawing.draft.flows.values() {
        sources.entry(own.to.clone()).or_default().insert(own.from.clone());
    }
    for at in world.of_type("lambda.function").to_vec() {
        let Some(id) = drawing.element(at) else { continue };
        if let Some(sources) = sources.get(&id) {
            uses(drawing, &id, at, sources);
        }
    }
}

fn uses(drawing: &mut Drawing<'_>, id: &str, at: At, sources: &BTreeSet<String>) {
    let world = drawing.world;
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let variables = world.values(at).get("environment");
    for (name, entry) in variables.and_then(|value| value.entries()).into_iter().flatten() {
        for arm in read::arms(&entry.value) {
            let mention = Mention {
                workload: 0,
                at,
                name: Some(name.as_ref()),
                value: arm.value,
                when: arm.when,
                role: "environment",
            };
            for to in mentioned(drawing, &mention) {
                let own = found.entry(to).or_default();
                own.referred = true;
                own.evidence.extend(world.proof(at, &arm.value.place, "environment"));
            }
        }
    }
    for role in world.linked(at, "role", "iam.role") {
        for grant in roles::grants(world, role) {
            for to in granted(drawing, &grant.object, &grant.evidence) {
                let own = found.entry(to).or_default();
                own.granted = true;
                own.evidence.extend(grant.evidence.clone());
            }
        }
    }
    for (to, own) in found {
        // To take from a queue it needs the permission to read it.
        if to == id || !own.referred && sources.contains(&to) {
            continue;
        }
        let sure =
            if own.referred && own.granted { Certainty::Stated } else { Certainty::Inferred };
        let mut line = flow("R19", "data", id, &to).to_aws().sure(sure).carrying("records");
        line.evidence = own.evidence;
        line.evidence.sort();
        line.evidence.dedup();
        drawing.draft.flow(line);
    }
}
