//! R13: workloads that call one another by a name of Cloud Map or Service Connect, or through an
//! internal load balancer.

use super::mentions::Mention;
use crate::model::draft::flow;
use crate::model::drawing::Drawing;
use crate::model::groups::{Admits, Ports, Source};
use crate::model::kinds;
use crate::model::read::{self, Switch};
use crate::model::v1::{Certainty, Encrypted, Evidence, Flow};
use crate::model::world::{At, World};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A namespace: a resource, or a name that none has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Namespace {
    Node(At),
    Name(String),
}

/// What answers to a name.
struct Answer {
    workload: usize,
    port: Option<i64>,
    /// Whether the connection is encrypted by what makes it.
    tls: bool,
    /// Only clients of this namespace know the name.
    within: Option<BTreeSet<Namespace>>,
    evidence: Vec<Evidence>,
}

pub(super) fn draw(drawing: &mut Drawing<'_>, mentions: &[Mention<'_>]) {
    let names = names(drawing);
    let clients: Vec<BTreeSet<Namespace>> =
        drawing.workloads.iter().map(|own| connected(drawing.world, own.at)).collect();
    let mut behind: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for own in drawing.draft.flows.values().filter(|own| own.rule == "R7" && own.is_drawn()) {
        behind.entry(own.from.clone()).or_default().insert(own.to.clone());
    }
    for mention in mentions.iter().filter(|mention| mention.role != "command") {
        let host = host(mention);
        for answer in host.as_deref().and_then(|host| names.get(host)).into_iter().flatten() {
            let known = answer
                .within
                .as_ref()
                .is_none_or(|own| !own.is_disjoint(&clients[mention.workload]));
            if known && answer.workload != mention.workload {
                called(drawing, mention, answer);
            }
        }
        through(drawing, mention, &behind);
    }
}

/// Whether a host is a name of the system's own, for whoever draws hosts outside it.
pub(super) fn own_names(drawing: &Drawing<'_>) -> BTreeSet<String> {
    names(drawing).into_keys().collect()
}

/// The host that a value names: of a URL, or all of a bare name.
fn host(mention: &Mention<'_>) -> Option<String> {
    let text = mention.template()?;
    let host = match crate::model::names::url(&text) {
        Some(url) => url.host.to_owned(),
        None => text.split([':', '/']).next()?.to_owned(),
    };
    (!host.is_empty()).then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

fn namespace(world: &World<'_>, unit: usize, value: &Value) -> BTreeSet<Namespace> {
    let own = world
        .targets(unit, value)
        .into_iter()
        .filter(|at| world.is(*at, "servicediscovery.namespace"));
    let mut found: BTreeSet<Namespace> = own.map(Namespace::Node).collect();
    if found.is_empty()
        && let Some(text) = value.as_str()
    {
        found.insert(Namespace::Name(text.to_ascii_lowercase()));
    }
    found
}

fn called_as(world: &World<'_>, own: &Namespace) -> Option<String> {
    match own {
        Namespace::Node(at) => read::text(world.values(*at), "name").map(str::to_ascii_lowercase),
        Namespace::Name(name) => Some(name.clone()),
    }
}

/// The namespaces in which a service has Service Connect.
fn connected(world: &World<'_>, at: At) -> BTreeSet<Namespace> {
    let mut found = BTreeSet::new();
    for arm in world.find(at, "service_connect_configuration") {
        if read::switch(arm.value, "enabled") == Some(Switch::Off) {
            continue;
        }
        let named = read::find(arm.value, "namespace");
        for own in &named {
            found.extend(namespace(world, at.unit, own.value));
        }
        if named.is_empty() {
            for cluster in world.linked(at, "cluster", "ecs.cluster") {
                for own in world.find(cluster, "service_connect_defaults.namespace") {
                    found.extend(namespace(world, cluster.unit, own.value));
                }
            }
        }
    }
    found
}

/// The port of a container by the name of its mapping; of the only mapping where no name is given.
fn container_port(world: &World<'_>, tasks: &[At], name: Option<&str>) -> Option<i64> {
    let mut ports = BTreeSet::new();
    for task in tasks {
        for mapping in world.find(*task, "containers.*.port_mappings.*") {
            let port = read::int(mapping.value, "container_port");
            if name.is_some() && read::text(mapping.value, "name") == name {
                return port;
            }
            ports.extend(port);
        }
    }
    ports.first().copied().filter(|_| ports.len() == 1)
}

/// The names of the system, with what answers to each.
fn names(drawing: &Drawing<'_>) -> BTreeMap<String, Vec<Answer>> {
    let world = drawing.world;
    let mut found: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
    for (workload, own) in drawing.workloads.iter().enumerate() {
        for registry in world.find(own.at, "service_registries.*") {
            let port = read::int(registry.value, "port")
                .or_else(|| read::int(registry.value, "container_port"))
                .or_else(|| container_port(world, &own.tasks, None));
            for arm in read::find(registry.value, "registry_arn") {
                for at in world.targets(own.at.unit, arm.value) {
                    if !world.is(at, "servicediscovery.service") {
                        continue;
                    }
                    let Some(name) = read::text(world.values(at), "name") else { continue };
                    for space in world.find(at, "namespace") {
                        for space in namespace(world, at.unit, space.value) {
                            let Some(space) = called_as(world, &space) else { continue };
                            let evidence = world.header(at, "discovery");
                            let answer =
                                Answer { workload, port, tls: false, within: None, evidence };
                            found
                                .entry(format!("{name}.{space}").to_ascii_lowercase())
                                .or_default()
                                .push(answer);
                        }
                    }
                }
            }
        }
        let spaces = connected(world, own.at);
        for entry in world.find(own.at, "service_connect_configuration.services.*") {
            let port_name = read::text(entry.value, "port_name");
            let tls = !read::find(entry.value, "tls").is_empty();
            let default = read::text(entry.value, "discovery_name").or(port_name);
            let aliases = read::find(entry.value, "client_aliases.*");
            let mut own_names: Vec<(String, Option<i64>)> = Vec::new();
            for alias in &aliases {
                let name = read::text(alias.value, "dns_name").or(default);
                own_names
                    .extend(name.map(|name| (name.to_owned(), read::int(alias.value, "port"))));
            }
            if aliases.is_empty() {
                own_names.extend(default.map(|name| (name.to_owned(), None)));
            }
            for (name, port) in own_names {
                let port = port.or_else(|| container_port(world, &own.tasks, port_name));
                let mut all = vec![name.to_ascii_lowercase()];
                all.extend(
                    spaces
                        .iter()
                        .filter_map(|space| called_as(world, space))
                        .map(|space| format!("{name}.{space}").to_ascii_lowercase()),
                );
                for name in all {
                    let evidence = world.proof(own.at, &entry.value.place, "service-connect");
                    let answer =
                        Answer { workload, port, tls, within: Some(spaces.clone()), evidence };
                    found.entry(name).or_default().push(answer);
                }
            }
        }
    }
    found
}

/// What a scheme or a block says of encryption; without either there is none.
fn encryption(mention: &Mention<'_>, tls: bool) -> Encrypted {
    let scheme = mention.protocol().map(|(protocol, _)| protocol.encrypted);
    match (tls, scheme) {
        (true, _) | (_, Some(Some(true))) => Encrypted::Yes,
        (false, Some(None)) => Encrypted::Unknown,
        (false, _) => Encrypted::No,
    }
}

fn called(drawing: &mut Drawing<'_>, mention: &Mention<'_>, answer: &Answer) {
    let world = drawing.world;
    let from = &drawing.workloads[mention.workload];
    let to = &drawing.workloads[answer.workload];
    let protocol = mention.protocol();
    let written = protocol.and_then(|(_, port)| port).or_else(|| bare_port(mention));
    let port = written.or(answer.port);
    let name = protocol.map_or("TCP", |(protocol, _)| protocol.name);
    let line = flow("R13", "data", &from.id, &to.id)
        .over(name, port)
        .encrypted(encryption(mention, answer.tls))
        .carrying("requests")
        .proved(world.proof(mention.at, &mention.value.place, mention.role))
        .proved(answer.evidence.clone())
        .when(mention.when);
    let source = Source::Element(&from.groups, &from.placed);
    // What a proxy of Service Connect forwards to is the container's port.
    let wanted = answer.port.or(port).map_or(Ports::Any, Ports::One);
    let admits = drawing.rules.admits(&drawing.network, &source, (&to.groups, &to.placed), wanted);
    drawing.draft.flow(decided(line, admits));
}

fn decided(line: Flow, admits: Admits) -> Flow {
    match admits {
        Admits::Yes(at) => line.proved(at),
        Admits::No(at) => line.sure(Certainty::Blocked).proved(at),
        Admits::Unknown(reason) => {
            line.sure(Certainty::Inferred).open("security_groups", Some(reason))
        }
    }
}

fn bare_port(mention: &Mention<'_>) -> Option<i64> {
    let text = mention.template()?;
    text.split_once(':').and_then(|(_, port)| port.parse().ok())
}

/// A value that names an internal load balancer: what is behind it is called.
fn through(
    drawing: &mut Drawing<'_>,
    mention: &Mention<'_>,
    behind: &BTreeMap<String, BTreeSet<String>>,
) {
    let world = drawing.world;
    let is_balancer =
        |at: &At| kinds::of(&world.node(*at).ty).is_some_and(|kind| kind.kind == "load-balancer");
    let targets: Vec<At> =
        world.targets(mention.at.unit, mention.value).into_iter().filter(is_balancer).collect();
    for at in targets {
        if read::switch(world.values(at), "internal") != Some(Switch::On) {
            continue;
        }
        let Some(balancer) = drawing.element(at) else { continue };
        let Some(called) = behind.get(&balancer) else { continue };
        let from = drawing.workloads[mention.workload].id.clone();
        let protocol = mention.protocol();
        let port = protocol
            .and_then(|(protocol, port)| port.or(protocol.port))
            .or_else(|| bare_port(mention));
        for to in called.iter().filter(|to| **to != from) {
            let name = protocol.map_or("", |(protocol, _)| protocol.name);
            let encrypted =
                if protocol.is_some() { encryption(mention, false) } else { Encrypted::Unknown };
            let line = flow("R13", "data", &from, to).over(name, port).encrypted(encrypted);
            let evidence = world.proof(mention.at, &mention.value.place, mention.role);
            drawing.draft.flow(
                line.carrying("requests")
                    .proved(evidence)
                    .proved(world.header(at, "load-balancer"))
                    .when(mention.when),
            );
        }
    }
}
