//! R6 to R8: who reaches load balancers, and what they and the internet reach.

use crate::model::draft::{END_USER, INTERNET, element, flow};
use crate::model::drawing::Drawing;
use crate::model::groups::{Admits, Groups, Ports, Source};
use crate::model::kinds;
use crate::model::network::Placed;
use crate::model::read::{self, Arm, Switch};
use crate::model::v1::{Certainty, Encrypted, Evidence, Flow};
use crate::model::world::{At, World};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    let listeners = listeners(drawing);
    let callers = Callers::of(drawing);
    for (balancer, own) in &listeners {
        for listener in own {
            reached(drawing, &callers, balancer, *listener);
        }
    }
    let forwards = forwards(drawing, &listeners);
    for index in 0..drawing.workloads.len() {
        forwarded(drawing, index, &forwards);
        public(drawing, index);
    }
}

/// The end user, where something is reached from the internet.
pub(super) fn end_user(drawing: &mut Drawing<'_>) {
    let reached = drawing
        .draft
        .flows
        .values()
        .any(|own| own.from == END_USER && own.certainty != Certainty::Blocked);
    if reached {
        let mut user = element(END_USER.to_owned(), END_USER);
        "End user".clone_into(&mut user.name);
        user.boundary = Some(INTERNET.to_owned());
        drawing.draft.put(user);
    } else {
        drawing.draft.elements.remove(END_USER);
    }
}

/// The load balancers' elements with their listeners.
fn listeners(drawing: &mut Drawing<'_>) -> BTreeMap<String, Vec<At>> {
    let world = drawing.world;
    let mut found: BTreeMap<String, Vec<At>> = BTreeMap::new();
    for &at in world.of_type("elb.listener") {
        let named = world.find(at, "load_balancer");
        let mut ids = BTreeSet::new();
        for arm in &named {
            ids.extend(drawing.referred(at.unit, arm.value, "load-balancer"));
        }
        if ids.is_empty() {
            let text = format!(
                "the load balancer of {} is not in this code: who reaches it is not in this model",
                world.called(at)
            );
            drawing.draft.note("load-balancer", text, world.header(at, "listener"));
        }
        for id in ids {
            found.entry(id).or_default().push(at);
        }
    }
    found
}

/// What a listener's protocol says of encryption.
pub(super) fn encryption(protocol: &str) -> Encrypted {
    match protocol {
        "HTTPS" | "TLS" | "SSL" => Encrypted::Yes,
        "" => Encrypted::Unknown,
        _ => Encrypted::No,
    }
}

/// A flow as far as what is let through decides it; `None`: nothing is known to let it through, and
/// nothing asks for it.
fn decided(own: Flow, admits: Admits) -> Flow {
    match admits {
        Admits::Yes(at) => own.proved(at),
        Admits::No(at) => own.sure(Certainty::Blocked).proved(at),
        Admits::Unknown(reason) => {
            own.sure(Certainty::Undecided).open("security_groups", Some(reason))
        }
    }
}

fn ports(port: Option<i64>) -> Ports {
    port.map_or(Ports::Any, Ports::One)
}

/// R6.
fn reached(drawing: &mut Drawing<'_>, callers: &Callers, balancer: &str, listener: At) {
    let world = drawing.world;
    let values = world.values(listener);
    let node = world.node(listener);
    let classic = node.source_type.ends_with("elb")
        || node.source_type.ends_with("ElasticLoadBalancing::LoadBalancer");
    let acts =
        ["default_actions", "rule_actions"].iter().any(|path| !read::find(values, path).is_empty());
    if !acts && !classic {
        return;
    }
    let protocol = read::text(values, "protocol").unwrap_or_default();
    let redirects = redirects(world, listener);
    let mut port_arms = read::find(values, "port");
    if port_arms.is_empty() {
        port_arms.push(Arm { value: values, when: None });
    }
    for arm in port_arms {
        let port = read::whole(arm.value);
        let reason = arm.value.as_unknown().map(|unknown| unknown.decisive().to_string());
        let line = |from: &str| {
            let mut own = flow("R6", "ingress", from, balancer)
                .over(protocol, port)
                .encrypted(encryption(protocol))
                .carrying("requests")
                .proved(world.header(listener, "listener"))
                .open("port", reason.clone())
                .when(arm.when);
            own.redirects = redirects;
            if own.maybe == crate::model::v1::Maybe::Always(false) {
                own.maybe = crate::model::draft::presence(&node.presence);
            }
            own
        };
        let Some(standing) = drawing.standing.get(balancer) else { continue };
        let looked_up = world.node(standing.at).ty.starts_with("data.");
        let internal = read::switch(world.values(standing.at), "internal");
        if internal != Some(Switch::On) && !looked_up {
            let to = (&standing.groups, &standing.placed);
            let admits = drawing.rules.admits(&drawing.network, &Source::World, to, ports(port));
            let mut own = decided(line(END_USER), admits);
            if internal == Some(Switch::Open) && own.certainty != Certainty::Blocked {
                own = own.sure(Certainty::Undecided);
                own = own.open("internal", read::unknown(world.values(standing.at), "internal"));
            }
            drawing.draft.flow(own);
        } else if internal == Some(Switch::On) {
            for (from, at) in named_sources(drawing, callers, balancer, port) {
                let own = line(&from).proved(at);
                drawing.draft.flow(own);
            }
        }
    }
}

/// Whether a listener does nothing but send what comes to HTTPS.
fn redirects(world: &World<'_>, listener: At) -> bool {
    let rules = world.of_type("elb.listener_rule").iter();
    let rules =
        rules.filter(|rule| world.linked(**rule, "listener", "elb.listener").contains(&listener));
    let actions = rules.map(|rule| (*rule, "actions.*"));
    let own = [(listener, "default_actions.*"), (listener, "rule_actions.*")];
    let all: Vec<Arm<'_>> =
        own.into_iter().chain(actions).flat_map(|(at, path)| world.find(at, path)).collect();
    !all.is_empty()
        && all.iter().all(|action| {
            read::text(action.value, "type") == Some("redirect")
                && read::text(action.value, "redirect.protocol") == Some("HTTPS")
        })
}

/// What starts connections, by its security groups.
#[derive(Default)]
struct Callers {
    by_group: BTreeMap<At, Vec<String>>,
    workloads: BTreeMap<String, usize>,
}

impl Callers {
    fn of(drawing: &Drawing<'_>) -> Callers {
        let mut callers = Callers::default();
        for (index, own) in drawing.workloads.iter().enumerate() {
            callers.workloads.insert(own.id.clone(), index);
            callers.add(&own.groups, &own.id);
        }
        for (id, own) in &drawing.standing {
            let kind = kinds::of(&drawing.world.node(own.at).ty).map_or("", |kind| kind.kind);
            if matches!(kind, "load-balancer" | "function") {
                callers.add(&own.groups, id);
            }
        }
        callers
    }

    fn add(&mut self, groups: &Groups, id: &str) {
        for group in &groups.known {
            self.by_group.entry(*group).or_default().push(id.to_owned());
        }
    }

    fn get(&self, group: &At) -> Option<&Vec<String>> {
        self.by_group.get(group)
    }

    fn ends<'d>(&self, drawing: &'d Drawing<'_>, id: &str) -> Option<(&'d Groups, &'d Placed)> {
        match self.workloads.get(id) {
            Some(index) => {
                let own = &drawing.workloads[*index];
                Some((&own.groups, &own.placed))
            }
            None => drawing.standing.get(id).map(|own| (&own.groups, &own.placed)),
        }
    }
}

/// The elements whose groups the rules of an internal load balancer name.
fn named_sources(
    drawing: &Drawing<'_>,
    callers: &Callers,
    balancer: &str,
    port: Option<i64>,
) -> Vec<(String, Vec<Evidence>)> {
    let Some(standing) = drawing.standing.get(balancer) else { return Vec::new() };
    let named = named_groups(drawing, &standing.groups);
    let ends: BTreeSet<&String> =
        named.iter().filter_map(|group| callers.get(group)).flatten().collect();
    let mut found = Vec::new();
    for id in ends.into_iter().filter(|id| id.as_str() != balancer) {
        let Some((groups, placed)) = callers.ends(drawing, id) else { continue };
        let from = Source::Element(groups, placed);
        if let Admits::Yes(at) = drawing.rules.admits(
            &drawing.network,
            &from,
            (&standing.groups, &standing.placed),
            ports(port),
        ) {
            found.push((id.clone(), at));
        }
    }
    found
}

/// The groups that rules of some groups name as sources.
pub(super) fn named_groups(drawing: &Drawing<'_>, groups: &Groups) -> BTreeSet<At> {
    let world = drawing.world;
    let of = |at: At| {
        let arms = world.find(at, "ingress.*.source_security_groups.*");
        arms.into_iter().flat_map(move |arm| world.targets(at.unit, arm.value))
    };
    let rules = groups.known.iter().flat_map(|group| drawing.rules.of_group(*group));
    rules.flat_map(of).collect()
}

/// Which load balancers forward to a target group, with the listener that does.
pub(super) type Forwards = BTreeMap<At, BTreeSet<(String, At)>>;

fn forwards(drawing: &mut Drawing<'_>, listeners: &BTreeMap<String, Vec<At>>) -> Forwards {
    let world = drawing.world;
    let mut balancers: BTreeMap<At, Vec<&String>> = BTreeMap::new();
    for (id, own) in listeners {
        for listener in own {
            balancers.entry(*listener).or_default().push(id);
        }
    }
    let mut found: Forwards = BTreeMap::new();
    let mut add = |targets: BTreeSet<At>, listener: At, by: At| {
        for target in targets {
            for id in balancers.get(&listener).into_iter().flatten() {
                found.entry(target).or_default().insert(((*id).clone(), by));
            }
        }
    };
    for &listener in world.of_type("elb.listener") {
        for actions in ["default_actions.*", "rule_actions.*"] {
            add(groups_of(world, listener, actions), listener, listener);
        }
    }
    for &rule in world.of_type("elb.listener_rule") {
        let targets = groups_of(world, rule, "actions.*");
        for listener in world.linked(rule, "listener", "elb.listener") {
            add(targets.clone(), listener, rule);
        }
    }
    found
}

fn groups_of(world: &World<'_>, at: At, actions: &str) -> BTreeSet<At> {
    let paths = [
        format!("{actions}.target_group_arn"),
        format!("{actions}.target_groups.*.target_group_arn"),
    ];
    paths.iter().flat_map(|path| world.linked(at, path, "elb.target_group")).collect()
}

/// R7.
fn forwarded(drawing: &mut Drawing<'_>, index: usize, forwards: &Forwards) {
    let world = drawing.world;
    let at = drawing.workloads[index].at;
    for entry in world.find(at, "load_balancers.*") {
        let mut groups: BTreeSet<At> = BTreeSet::new();
        for path in ["target_group_arn", "advanced_configuration.alternate_target_group_arn"] {
            for arm in read::find(entry.value, path) {
                let targets = world.targets(at.unit, arm.value);
                groups.extend(targets.into_iter().filter(|at| world.is(*at, "elb.target_group")));
            }
        }
        let port = read::int(entry.value, "container_port");
        let mut balancers: BTreeSet<(String, String, Vec<Evidence>)> = BTreeSet::new();
        for group in &groups {
            let protocol =
                read::text(world.values(*group), "protocol").unwrap_or("HTTP").to_owned();
            for (id, by) in forwards.get(group).into_iter().flatten() {
                let role = if world.is(*by, "elb.listener") { "listener" } else { "listener-rule" };
                let mut proof = world.header(*by, role);
                proof.extend(world.header(*group, "target-group"));
                balancers.insert((id.clone(), protocol.clone(), proof));
            }
        }
        for arm in read::find(entry.value, "load_balancer_name") {
            for id in drawing.referred(at.unit, arm.value, "load-balancer") {
                balancers.insert((id, "HTTP".to_owned(), Vec::new()));
            }
        }
        let evidence = world.proof(at, &entry.value.place, "load-balancer");
        if balancers.is_empty() {
            let text = match groups.first() {
                Some(group) => format!(
                    "no listener in this code forwards to {}, which {} serves: who reaches it is not in this model",
                    world.called(*group),
                    world.called(at)
                ),
                None => format!(
                    "the target group of {} is not in this code: who reaches it is not in this model",
                    world.called(at)
                ),
            };
            drawing.draft.note("load-balancer", text, evidence);
            continue;
        }
        for (id, protocol, proof) in balancers {
            let own = &drawing.workloads[index];
            let line = flow("R7", "ingress", &id, &own.id)
                .over(&protocol, port)
                .encrypted(encryption(&protocol))
                .carrying("requests")
                .proved(evidence.clone())
                .proved(proof)
                .open("port", read::unknown(entry.value, "container_port"))
                .when(entry.when);
            let wanted = host_port(drawing, index, port);
            let nowhere = (Groups::default(), Placed::default());
            let (groups, placed) = drawing
                .standing
                .get(&id)
                .map_or((&nowhere.0, &nowhere.1), |own| (&own.groups, &own.placed));
            let from = Source::Element(groups, placed);
            let admits =
                drawing.rules.admits(&drawing.network, &from, (&own.groups, &own.placed), wanted);
            drawing.draft.flow(decided(line, admits));
        }
    }
}

/// The port that a container's port has on its host.
fn host_port(drawing: &Drawing<'_>, index: usize, port: Option<i64>) -> Ports {
    let own = &drawing.workloads[index];
    let Some(port) = port else { return Ports::Any };
    if own.awsvpc || own.network_mode.as_deref() == Some("host") {
        return Ports::One(port);
    }
    for (_, container) in own.containers(drawing.world) {
        for mapping in read::find(container.value, "port_mappings.*") {
            if read::int(mapping.value, "container_port") == Some(port) {
                return match read::find(mapping.value, "host_port")
                    .first()
                    .map(|arm| read::whole(arm.value))
                {
                    None | Some(Some(0)) => Ports::Ephemeral,
                    Some(Some(host)) => Ports::One(host),
                    Some(None) => Ports::Any,
                };
            }
        }
    }
    Ports::Ephemeral
}

/// R8.
fn public(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    if !own.launch.fargate || !own.placed.may_be_public() {
        return;
    }
    let certain = match own.public {
        Some(Switch::On) => true,
        Some(Switch::Open) => false,
        Some(Switch::Off) | None => return,
    };
    let mut flows = Vec::new();
    for (task, container) in own.containers(world) {
        for mapping in read::find(container.value, "port_mappings.*") {
            for arm in ports_of(mapping.value) {
                let port = read::whole(arm.value);
                let to = (&own.groups, &own.placed);
                let admits =
                    drawing.rules.admits(&drawing.network, &Source::World, to, ports(port));
                if matches!(admits, Admits::No(_)) {
                    continue;
                }
                let protocol =
                    read::text(mapping.value, "protocol").unwrap_or("tcp").to_ascii_uppercase();
                let line = flow("R8", "ingress", END_USER, &own.id)
                    .over(&protocol, port)
                    .carrying("requests")
                    .proved(world.proof(task, &mapping.value.place, "port"))
                    .proved(world.header(own.at, "public-address"))
                    .when(arm.when.or(mapping.when).or(container.when));
                let mut line = decided(line, admits);
                if !certain {
                    line = line.sure(Certainty::Undecided).open(
                        "assign_public_ip",
                        Some("whether its tasks have public addresses is not known".to_owned()),
                    );
                }
                flows.push(line);
            }
        }
    }
    for line in flows {
        drawing.draft.flow(line);
    }
}

fn ports_of(mapping: &Value) -> Vec<Arm<'_>> {
    read::find(mapping, "container_port")
}
