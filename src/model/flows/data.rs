//! R14: hosts outside the system that workloads are told.

use super::logs::host_element;
use super::mentions::Mention;
use crate::model::draft::flow;
use crate::model::drawing::Drawing;
use crate::model::names;
use crate::model::read;
use crate::model::v1::{Certainty, Encrypted};
use std::collections::BTreeSet;

pub(super) fn draw(drawing: &mut Drawing<'_>, mentions: &[Mention<'_>]) {
    let own = super::peers::own_names(drawing);
    for mention in mentions {
        outside(drawing, mention, &own);
    }
}

fn outside(drawing: &mut Drawing<'_>, mention: &Mention<'_>, own: &BTreeSet<String>) {
    if mention.role == "command" {
        return;
    }
    let world = drawing.world;
    let Some((host, has_scheme)) = mention.host() else {
        return unknown(drawing, mention);
    };
    if own.contains(&host.to_ascii_lowercase()) {
        return;
    }
    if names::is_local(&host) || names::is_of_aws(&host) || is_container(drawing, mention, &host) {
        return;
    }
    // A single label is a name that something in front of the task resolves.
    if !host.contains(['.', ':']) {
        return;
    }
    let protocol = mention.protocol();
    let to = host_element(drawing, mention.at.unit, &host, mention.value);
    let from = drawing.workloads[mention.workload].id.clone();
    let scheme = protocol.map(|(protocol, _)| protocol);
    let written = protocol.and_then(|(_, port)| port);
    let text = mention.template().unwrap_or_default();
    let bare = (!has_scheme)
        .then(|| text.split_once(':').and_then(|(_, port)| port.parse().ok()))
        .flatten();
    let port = written.or(bare).or_else(|| scheme.and_then(|scheme| scheme.port));
    let encrypted = match scheme.and_then(|scheme| scheme.encrypted) {
        Some(true) => Encrypted::Yes,
        Some(false) => Encrypted::No,
        None => Encrypted::Unknown,
    };
    let sure = if has_scheme { Certainty::Stated } else { Certainty::Inferred };
    let line = flow("R14", "data", &from, &to)
        .over(scheme.map_or("", |scheme| scheme.name), port)
        .encrypted(encrypted)
        .sure(sure)
        .carrying("records")
        .proved(world.proof(mention.at, &mention.value.place, mention.role))
        .when(mention.when);
    drawing.draft.flow(line);
}

/// A URL whose host is not known and leads to nothing of the system.
fn unknown(drawing: &mut Drawing<'_>, mention: &Mention<'_>) {
    let world = drawing.world;
    let Some(unknown) = mention.value.as_unknown() else { return };
    let Some(text) = mention.template() else { return };
    // The region of an endpoint of AWS says nothing of what it is.
    let is_url = names::url(&text).is_some_and(|url| !names::is_of_aws(url.host));
    let targets = world.targets(mention.at.unit, mention.value);
    if !is_url || targets.iter().any(|at| crate::model::kinds::of(&world.node(*at).ty).is_some()) {
        return;
    }
    let name = mention.name.unwrap_or("a value");
    let owner = &drawing.workloads[mention.workload].id;
    let text = format!("which host {name} of {owner} names is not known: {}", unknown.decisive());
    let evidence = world.proof(mention.at, &mention.value.place, mention.role);
    drawing.draft.note("host", text, evidence);
}

/// Whether a host is another container of the same task.
fn is_container(drawing: &Drawing<'_>, mention: &Mention<'_>, host: &str) -> bool {
    let own = &drawing.workloads[mention.workload];
    let containers = own.containers(drawing.world);
    let names: BTreeSet<&str> =
        containers.iter().filter_map(|(_, arm)| read::text(arm.value, "name")).collect();
    names.contains(host)
}
