//! R11 and R12: databases, caches and brokers that workloads connect to, and file systems that they
//! mount.

use super::ingress::named_groups;
use super::mentions::Mention;
use crate::model::draft::{AWS, element, flow};
use crate::model::drawing::Drawing;
use crate::model::groups::{Admits, Ports, Source};
use crate::model::kinds;
use crate::model::names::Protocol;
use crate::model::read::{self, Switch};
use crate::model::v1::{Authenticated, Certainty, Encrypted, Evidence, Maybe};
use crate::model::world::{At, World};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Engines: how they begin, their protocol and port.
const ENGINES: &[(&str, &str, i64)] = &[
    ("aurora-postgresql", "PostgreSQL", 5432),
    ("postgres", "PostgreSQL", 5432),
    ("aurora", "MySQL", 3306),
    ("mysql", "MySQL", 3306),
    ("mariadb", "MySQL", 3306),
    ("oracle", "Oracle", 1521),
    ("custom-oracle", "Oracle", 1521),
    ("sqlserver", "TDS", 1433),
    ("docdb", "MongoDB", 27017),
    ("neptune", "Neptune", 8182),
    ("redis", "Redis", 6379),
    ("valkey", "Redis", 6379),
    ("memcached", "Memcached", 11211),
];

/// What a type is where no engine is named: how it would be named.
const DEFAULTS: &[(&str, &str)] = &[
    ("docdb.cluster", "docdb"),
    ("neptune.cluster", "neptune"),
    ("elasticache.replication_group", "redis"),
    ("memorydb.cluster", "redis"),
];

#[derive(Default)]
struct Found {
    protocol: Option<(Protocol, Option<i64>)>,
    always: bool,
    maybe: Option<Maybe>,
    evidence: Vec<Evidence>,
}

pub(super) fn draw(drawing: &mut Drawing<'_>, mentions: &[Mention<'_>]) {
    let world = drawing.world;
    let mut found: BTreeMap<(usize, String), Found> = BTreeMap::new();
    for mention in mentions {
        for id in stores_of(drawing, mention.at.unit, mention.value) {
            let own = found.entry((mention.workload, id)).or_default();
            own.protocol = own.protocol.or_else(|| mention.protocol());
            match crate::model::draft::maybe(mention.when) {
                Maybe::Always(_) => own.always = true,
                told => own.maybe = Some(told),
            }
            own.evidence.extend(world.proof(mention.at, &mention.value.place, mention.role));
        }
    }
    for ((index, to), own) in &found {
        connected(drawing, *index, to, own);
    }
    dedicated(drawing, &found);
    for index in 0..drawing.workloads.len() {
        mounts(drawing, index);
    }
}

fn is_store(world: &World<'_>, at: At) -> bool {
    kinds::of(&world.node(at).ty)
        .is_some_and(|kind| matches!(kind.kind, "database" | "cache" | "broker"))
}

fn stores_of(drawing: &mut Drawing<'_>, unit: usize, value: &Value) -> BTreeSet<String> {
    let world = drawing.world;
    let targets: Vec<At> =
        world.targets(unit, value).into_iter().filter(|at| is_store(world, *at)).collect();
    targets.into_iter().filter_map(|at| drawing.element(at)).collect()
}

/// The engine's protocol and port.
fn engine(world: &World<'_>, at: At) -> Option<(&'static str, i64)> {
    let node = world.node(at);
    let default = DEFAULTS.iter().find(|(ty, _)| *ty == node.ty).map(|(_, engine)| *engine);
    let name = read::text(&node.values, "engine").or(default)?;
    let found = ENGINES.iter().find(|(begin, _, _)| name.starts_with(begin))?;
    Some((found.1, found.2))
}

/// What a store itself says of encryption on the way to it.
fn demanded(world: &World<'_>, at: At) -> Encrypted {
    let values = world.values(at);
    let ty = world.node(at).ty.as_str();
    match ty {
        "elasticache.replication_group" | "elasticache.cluster" => {
            let mode = read::text(values, "transit_encryption_mode");
            match read::switch(values, "transit_encryption_enabled") {
                Some(Switch::On) if mode == Some("preferred") => Encrypted::Unknown,
                Some(Switch::On) => Encrypted::Yes,
                Some(Switch::Open) => Encrypted::Unknown,
                Some(Switch::Off) | None => Encrypted::No,
            }
        }
        "memorydb.cluster" => match read::switch(values, "tls_enabled") {
            Some(Switch::On) | None => Encrypted::Yes,
            Some(Switch::Off) => Encrypted::No,
            Some(Switch::Open) => Encrypted::Unknown,
        },
        // Amazon MQ's endpoints take TLS alone.
        "mq.broker" => Encrypted::Yes,
        "msk.cluster" => match read::text(values, "client_broker_encryption") {
            Some("TLS") => Encrypted::Yes,
            Some("PLAINTEXT") => Encrypted::No,
            Some(_) => Encrypted::Unknown,
            // TLS alone is the default (API reference of MSK, "EncryptionInTransit").
            None if read::find(values, "client_broker_encryption").is_empty() => Encrypted::Yes,
            None => Encrypted::Unknown,
        },
        _ => Encrypted::Unknown,
    }
}

fn authentication(world: &World<'_>, at: At) -> Authenticated {
    let values = world.values(at);
    match world.node(at).ty.as_str() {
        "elasticache.replication_group" | "elasticache.cluster" => {
            let token = ["auth_token", "user_group_ids"]
                .iter()
                .any(|path| !read::find(values, path).is_empty());
            if token { Authenticated::Password } else { Authenticated::None }
        }
        "memorydb.cluster" => match read::text(values, "acl_name") {
            Some("open-access") => Authenticated::None,
            Some(_) => Authenticated::Password,
            None => Authenticated::Unknown,
        },
        ty if ty.starts_with("data.") => Authenticated::Unknown,
        _ => Authenticated::Password,
    }
}

/// The ports that the rules of a store's groups name, where there is only one.
fn port_of_rules(drawing: &Drawing<'_>, groups: &BTreeSet<At>) -> Option<i64> {
    let mut ports: BTreeSet<i64> = BTreeSet::new();
    for at in groups.iter().flat_map(|group| drawing.rules.of_group(*group)) {
        for rule in drawing.world.find(at, "ingress.*") {
            let (from, to) = (read::int(rule.value, "from_port"), read::int(rule.value, "to_port"));
            if from == to {
                ports.extend(from);
            } else {
                return None;
            }
        }
    }
    ports.first().copied().filter(|_| ports.len() == 1)
}

fn connected(drawing: &mut Drawing<'_>, index: usize, to: &str, found: &Found) {
    let world = drawing.world;
    let Some(standing) = drawing.standing.get(to) else { return };
    let at = standing.at;
    let own = &drawing.workloads[index];
    let engine = engine(world, at);
    let written = found.protocol.and_then(|(_, port)| port);
    let scheme = found.protocol.map(|(protocol, _)| protocol);
    // A port that a variable gives may be any: that of the engine is not taken for it.
    let open = read::unknown(world.values(at), "port");
    let port = read::int(world.values(at), "port")
        .or(written)
        .or_else(|| port_of_rules(drawing, &standing.groups.known))
        .or(engine.map(|(_, port)| port))
        .or_else(|| scheme.and_then(|scheme| scheme.port))
        .filter(|_| open.is_none() || written.is_some());
    let name = engine
        .map(|(name, _)| name)
        .or_else(|| scheme.map(|scheme| scheme.name))
        .unwrap_or_default();
    let demanded = demanded(world, at);
    let mut line =
        flow("R11", "data", &own.id, to).over(name, port).carrying("records").open("port", open);
    let (encrypted, contradiction) = match (scheme.and_then(|scheme| scheme.encrypted), demanded) {
        (Some(false), Encrypted::Yes) | (Some(true), Encrypted::No) => (Encrypted::Unknown, true),
        (Some(true), _) | (_, Encrypted::Yes) => (Encrypted::Yes, false),
        (Some(false), _) => (Encrypted::No, false),
        // Without a scheme the client may encrypt what the store does not demand.
        (None, Encrypted::No) => (Encrypted::Unknown, false),
        (None, own) => (own, false),
    };
    line = line.encrypted(encrypted);
    line.authenticated = authentication(world, at);
    line.evidence.extend(found.evidence.clone());
    line.evidence.extend(world.header(at, "store"));
    if let Some(maybe) = found.maybe.clone().filter(|_| !found.always) {
        line.maybe = maybe;
    }
    let from = Source::Element(&own.groups, &own.placed);
    let to_side = (&standing.groups, &standing.placed);
    let admits =
        drawing.rules.admits(&drawing.network, &from, to_side, port.map_or(Ports::Any, Ports::One));
    line = match admits {
        Admits::Yes(at) => line.proved(at),
        Admits::No(at) => line.sure(Certainty::Blocked).proved(at),
        Admits::Unknown(reason) => {
            line.sure(Certainty::Inferred).open("security_groups", Some(reason))
        }
    };
    if contradiction {
        let text = format!(
            "the address that {} has of {} and the store itself do not agree whether the connection is encrypted",
            called(drawing, &own.id),
            called(drawing, to)
        );
        let evidence = line.evidence.clone();
        drawing.draft.note("encryption", text, evidence);
    }
    drawing.draft.flow(line);
}

/// What a person calls an element, with its kind.
fn called(drawing: &Drawing<'_>, id: &str) -> String {
    let own = drawing.draft.elements.get(id);
    own.map_or_else(|| id.to_owned(), crate::model::mermaid::title)
}

/// A store that nothing refers to, and whose group has a rule for the workload's group alone.
fn dedicated(drawing: &mut Drawing<'_>, found: &BTreeMap<(usize, String), Found>) {
    let world = drawing.world;
    let mut users: BTreeMap<At, usize> = BTreeMap::new();
    let stores: Vec<String> = drawing
        .standing
        .iter()
        .filter(|(_, own)| is_store(world, own.at))
        .map(|(id, _)| id.clone())
        .collect();
    for id in &stores {
        for group in &drawing.standing[id].groups.known {
            *users.entry(*group).or_default() += 1;
        }
    }
    let mut by_group: BTreeMap<At, Vec<usize>> = BTreeMap::new();
    for (index, own) in drawing.workloads.iter().enumerate() {
        for group in &own.groups.known {
            by_group.entry(*group).or_default().push(index);
        }
    }
    let mut lines = Vec::new();
    for id in &stores {
        let standing = &drawing.standing[id];
        // Groups that several stores have say of none of them that it is used.
        if standing
            .groups
            .known
            .iter()
            .any(|group| users.get(group).is_some_and(|count| *count > 1))
        {
            continue;
        }
        let named = named_groups(drawing, &standing.groups);
        // A group that several workloads have says of none of them that it connects.
        let alone =
            |group: &At| by_group.get(group)?.first().filter(|_| by_group[group].len() == 1);
        let with: BTreeSet<usize> = named.iter().filter_map(alone).copied().collect();
        for index in with {
            if found.contains_key(&(index, id.clone())) {
                continue;
            }
            let own = &drawing.workloads[index];
            let port = read::int(world.values(standing.at), "port")
                .or_else(|| port_of_rules(drawing, &standing.groups.known))
                .or(engine(world, standing.at).map(|(_, port)| port));
            let from = Source::Element(&own.groups, &own.placed);
            let ports = port.map_or(Ports::Any, Ports::One);
            let to = (&standing.groups, &standing.placed);
            let Admits::Yes(at) = drawing.rules.admits(&drawing.network, &from, to, ports) else {
                continue;
            };
            let name = engine(world, standing.at).map_or("", |(name, _)| name);
            let mut line = flow("R11", "data", &own.id, id).over(name, port).carrying("records");
            line.authenticated = authentication(world, standing.at);
            lines.push(
                line.encrypted(demanded(world, standing.at)).sure(Certainty::Inferred).proved(at),
            );
        }
    }
    for line in lines {
        drawing.draft.flow(line);
    }
}

/// R12.
fn mounts(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    let id = own.id.clone();
    let mut mounted: BTreeSet<(At, String)> = BTreeSet::new();
    for (task, container) in own.containers(world) {
        for point in read::find(container.value, "mount_points.*") {
            if let Some(name) = read::text(point.value, "source_volume") {
                mounted.insert((task, name.to_owned()));
            }
        }
    }
    for task in own.tasks.clone() {
        for volume in world.find(task, "volumes.*") {
            let name = read::text(volume.value, "name").unwrap_or_default().to_owned();
            if !mounted.contains(&(task, name)) {
                continue;
            }
            for efs in read::find(volume.value, "efs_volume_configuration") {
                mount(drawing, index, &id, task, &efs);
            }
        }
    }
}

fn mount(drawing: &mut Drawing<'_>, index: usize, id: &str, task: At, efs: &read::Arm<'_>) {
    let world = drawing.world;
    let encryption = read::find(efs.value, "transit_encryption");
    let encrypted =
        match encryption.iter().map(|arm| arm.value.as_str()).collect::<Vec<_>>().as_slice() {
            [] => Encrypted::No,
            all if all.iter().all(|word| *word == Some("ENABLED")) => Encrypted::Yes,
            all if all.contains(&Some("DISABLED")) => Encrypted::No,
            _ => Encrypted::Unknown,
        };
    for arm in read::find(efs.value, "file_system_id") {
        let target = drawing.referred(task.unit, arm.value, "file-system").into_iter().next();
        let target = target.or_else(|| {
            let text = arm.value.as_str()?;
            let shown = if read::is_secret(arm.value) { "***" } else { text };
            let mut own = element(format!("file-system:{shown}"), "file-system");
            let vpcs = &drawing.workloads[index].placed.vpcs;
            own.boundary = Some(
                vpcs.first().filter(|_| vpcs.len() == 1).cloned().unwrap_or_else(|| AWS.to_owned()),
            );
            own.evidence =
                world.evidence(task.unit, arm.value.place.span, "mount").into_iter().collect();
            Some(drawing.draft.put(own))
        });
        let evidence = world.proof(task, &efs.value.place, "mount");
        let Some(target) = target else {
            let reason = arm
                .value
                .as_unknown()
                .map_or_else(String::new, |unknown| format!(": {}", unknown.decisive()));
            drawing.draft.note(
                "mount",
                format!("which file system {} mounts is not known{reason}", world.called(task)),
                evidence,
            );
            continue;
        };
        let iam = read::text(efs.value, "authorization_config.iam") == Some("ENABLED");
        let mut line =
            flow("R12", "mount", id, &target).over("NFS", Some(2049)).encrypted(encrypted);
        line.authenticated = if iam { Authenticated::Iam } else { Authenticated::None };
        drawing.draft.flow(
            line.carrying("files")
                .proved(evidence)
                .open("transit_encryption", read::unknown(efs.value, "transit_encryption"))
                .when(arm.when.or(efs.when)),
        );
    }
}
