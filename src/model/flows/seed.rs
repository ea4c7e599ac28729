//! R1 to R3: the flows of the seed, which every system with ECS has, and the pull of images.

use crate::model::code::part_of;
use crate::model::draft::{API, AWS, ECS, INTERNET, NETWORK, OPERATOR, boundary, element, flow};
use crate::model::drawing::Drawing;
use crate::model::names;
use crate::model::read::{self, Arm};
use crate::model::v1::{Authenticated, Encrypted, Evidence};
use crate::model::workload::{EVENTS, Launch};
use crate::model::world::At;
use crate::normalize::read::placeholder::is_placeholder;
use std::collections::BTreeSet;

const FARGATE: &str = "aws.fargate";
const EC2: &str = "aws.ec2-capacity";
const EXTERNAL: &str = "aws.external-capacity";
const TASK_METADATA: &str = "metadata:task";
const INSTANCE_METADATA: &str = "metadata:instance";

/// The types that say what container instances are like.
const INSTANCES: &[&str] =
    &["ec2.launch_template", "autoscaling.launch_configuration", "ec2.instance"];

/// The fixed elements: kind, which is the id too, name and boundary.
const FIXED: &[(&str, &str, &str)] =
    &[(OPERATOR, "Operator", INTERNET), (API, "AWS API", AWS), (ECS, "ECS control plane", AWS)];

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    for (id, name, place) in FIXED {
        fixed(drawing, id, name, place);
    }
    let draft = &mut drawing.draft;
    let mut api = flow("R1", "api", OPERATOR, API).to_aws().carrying("commands");
    "API calls".clone_into(&mut api.name);
    draft.flow(api);
    draft.flow(flow("R1", "control", API, ECS).encrypted(Encrypted::Provider).carrying("commands"));
    let definitions: Vec<(String, Vec<Evidence>)> = draft
        .elements
        .values()
        .filter(|element| element.kind == "task-definition")
        .map(|element| (element.id.clone(), element.evidence.clone()))
        .collect();
    for (id, evidence) in definitions {
        let load = flow("R1", "load", ECS, &id).encrypted(Encrypted::Provider);
        drawing.draft.flow(load.carrying("configuration").proved(evidence));
    }
    for index in 0..drawing.workloads.len() {
        workload(drawing, index);
    }
    place_metadata(drawing);
}

fn fixed(drawing: &mut Drawing<'_>, id: &'static str, name: &str, place: &str) {
    let mut own = element(id.to_owned(), id);
    name.clone_into(&mut own.name);
    own.boundary = Some(place.to_owned());
    drawing.draft.put(own);
}

/// What runs tasks of a launch.
pub(super) fn capacities(launch: Launch) -> Vec<&'static str> {
    let all = [(launch.fargate, FARGATE), (launch.ec2, EC2), (launch.external, EXTERNAL)];
    all.into_iter().filter(|(on, _)| *on).map(|(_, id)| id).collect()
}

fn workload(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    let (id, at, launch, awsvpc, tasks) =
        (own.id.clone(), own.at, own.launch, own.awsvpc, own.tasks.clone());
    let kind = if world.is(at, "ecs.service") { "service" } else { "task-definition" };
    let said = world
        .find(at, "launch_type")
        .first()
        .map(|arm| world.proof(at, &arm.value.place, "launch-type"));
    let evidence = said.unwrap_or_else(|| world.header(at, kind));
    let may_be_either = launch.fargate && launch.ec2;
    for capacity in capacities(launch) {
        let (name, place) = match capacity {
            FARGATE => ("Fargate", AWS),
            EC2 => ("Container instances", AWS),
            _ => ("External instances", NETWORK),
        };
        if place == NETWORK {
            drawing.draft.boundary(boundary(NETWORK, "network", "Private network"));
        }
        fixed(drawing, capacity, name, place);
        let schedule = flow("R1", "schedule", ECS, capacity).encrypted(Encrypted::Provider);
        drawing.draft.flow(schedule.carrying("commands").proved(evidence.clone()));
        let launch = flow("R1", "launch", capacity, &id).encrypted(Encrypted::Provider);
        drawing.draft.flow(launch.carrying("configuration").proved(evidence.clone()));
    }
    let role = tasks
        .iter()
        .any(|task| world.values(*task).get("task_role").is_some_and(|role| !role.is_null()));
    if launch.fargate || role {
        credentials(drawing, &id, TASK_METADATA, "Task metadata and credentials", at, kind);
    }
    if launch.ec2 && !(awsvpc && !may_be_either && blocked(drawing)) {
        credentials(drawing, &id, INSTANCE_METADATA, "Instance metadata", at, kind);
    }
    pulls(drawing, index);
}

fn credentials(
    drawing: &mut Drawing<'_>,
    from: &str,
    to: &'static str,
    name: &str,
    at: At,
    kind: &'static str,
) {
    let mut own = element(to.to_owned(), to);
    name.clone_into(&mut own.name);
    drawing.draft.put(own);
    let mut flow =
        flow("R3", "credentials", from, to).over("HTTP", Some(80)).encrypted(Encrypted::No);
    flow.authenticated = Authenticated::None;
    let evidence = drawing.world.header(at, kind);
    let instances = INSTANCES.iter().filter(|_| to == INSTANCE_METADATA);
    let instances = instances.flat_map(|ty| drawing.world.of_type(ty)).copied();
    let instances: Vec<Evidence> =
        instances.flat_map(|at| drawing.world.header(at, "instance")).collect();
    drawing.draft.flow(flow.carrying("credentials").proved(evidence).proved(instances));
}

/// Whether all container instances of the system are known to keep tasks with an interface of their
/// own from the instance's metadata.
fn blocked(drawing: &Drawing<'_>) -> bool {
    let world = drawing.world;
    let mut all = INSTANCES.iter().flat_map(|ty| world.of_type(ty)).peekable();
    let says = |at: &At| {
        world.find(*at, "user_data_settings.*").iter().any(|arm| {
            read::text(arm.value, "name") == Some("ECS_AWSVPC_BLOCK_IMDS")
                && read::text(arm.value, "value") == Some("true")
        })
    };
    all.peek().is_some() && all.all(says)
}

/// Metadata lies in the VPC of the workloads; of workloads in several VPCs with AWS.
fn place_metadata(drawing: &mut Drawing<'_>) {
    for id in [TASK_METADATA, INSTANCE_METADATA] {
        let to = |own: &&crate::model::v1::Flow| own.kind == "credentials" && own.to == id;
        let from: BTreeSet<String> =
            drawing.draft.flows.values().filter(to).map(|own| own.from.clone()).collect();
        let users = drawing.workloads.iter().filter(|workload| from.contains(&workload.id));
        let vpcs: BTreeSet<&String> = users.flat_map(|workload| &workload.placed.vpcs).collect();
        let place = match vpcs.first() {
            Some(only) if vpcs.len() == 1 => (*only).clone(),
            _ => AWS.to_owned(),
        };
        if let Some(element) = drawing.draft.elements.get_mut(id) {
            element.boundary = Some(place);
        }
    }
}

/// R2: one flow per registry.
fn pulls(drawing: &mut Drawing<'_>, index: usize) {
    let world = drawing.world;
    let own = &drawing.workloads[index];
    let launch = own.launch;
    for (task, container) in own.containers(world) {
        let images = read::find(container.value, "image");
        if images.is_empty() {
            let name = read::text(container.value, "name").unwrap_or("a container");
            let text = format!("{name} in {} has no image in this code", world.called(task));
            drawing.draft.note(
                "image",
                text,
                world.proof(task, &container.value.place, "container"),
            );
        }
        for image in images {
            let called = read::text(container.value, "name");
            let proof = part_of(world.proof(task, &image.value.place, "image"), called);
            let found = registry(drawing, task, &image, &proof);
            drawing.draft.image(task, called.unwrap_or_default(), found.clone(), proof.clone());
            let Some(registry) = found else {
                let name = called.unwrap_or("a container");
                let reason = match image.value.as_unknown() {
                    Some(unknown) => format!(": {}", unknown.decisive()),
                    None if is_unwritten(&image) => ": it is a placeholder".to_owned(),
                    None => String::new(),
                };
                let text = format!(
                    "where the image of {name} in {} comes from is not known{reason}",
                    world.called(task)
                );
                drawing.draft.note("image", text, world.proof(task, &image.value.place, "image"));
                continue;
            };
            let host = read::text(image.value, "registry").unwrap_or_default();
            let port = host.rsplit_once(':').and_then(|(_, port)| port.parse::<i64>().ok());
            let clear = read::text(image.value, "scheme") == Some("http")
                || matches!(port, Some(80 | 5000));
            let (protocol, encrypted) =
                if clear { ("HTTP", Encrypted::No) } else { ("HTTPS", Encrypted::Yes) };
            let port = port.or(Some(if clear { 80 } else { 443 }));
            for capacity in capacities(launch) {
                let mut pull = flow("R2", "pull", capacity, &registry)
                    .over(protocol, port)
                    .encrypted(encrypted);
                pull.authenticated = match read::text(image.value, "registry_kind") {
                    Some("ecr-private") => Authenticated::Iam,
                    _ if container.value.get("repository_credentials").is_some() => {
                        Authenticated::Password
                    }
                    _ => Authenticated::None,
                };
                drawing.draft.flow(
                    pull.carrying("image")
                        .proved(proof.clone())
                        .when(image.when.or(container.when)),
                );
            }
        }
    }
}

/// Whether somebody writes an image over what stands there.
fn is_unwritten(image: &Arm<'_>) -> bool {
    read::text(image.value, "raw").is_some_and(is_placeholder)
}

/// The element of an image's registry; `None`: nothing tells which one it is.
fn registry(
    drawing: &mut Drawing<'_>,
    task: At,
    image: &Arm<'_>,
    proof: &[Evidence],
) -> Option<String> {
    let world = drawing.world;
    if let Some(id) = drawing.referred(task.unit, image.value, "registry").into_iter().next() {
        return Some(id);
    }
    let kind = read::text(image.value, "registry_kind")?;
    // Without a host what is to be written over does not say where it comes from.
    if kind == "docker-hub-implicit" && is_unwritten(image) {
        return None;
    }
    let unknown_account = read::unknown(image.value, "account").is_some();
    let host = read::text(image.value, "registry").unwrap_or_default().to_owned();
    if let Some(path) = read::text(image.value, "path") {
        let url = format!("{host}/{path}");
        let is_repository = |at: &&At| world.is(**at, "ecr.repository");
        if let Some(at) = world.by_id(&url).iter().find(is_repository) {
            return drawing.element(*at);
        }
    }
    let (name, place) = match kind {
        "ecr-private" => {
            if unknown_account
                && let Some(path) = read::text(image.value, "path")
                && let Some(at) = world.named("registry", path).first()
            {
                return drawing.element(*at);
            }
            (if unknown_account || host.is_empty() { "ecr".to_owned() } else { host.clone() }, AWS)
        }
        "docker-hub" | "docker-hub-implicit" => ("docker.io".to_owned(), INTERNET),
        _ if host.is_empty() => return None,
        _ => {
            let bare = host.rsplit_once(':').map_or(host.as_str(), |(bare, _)| bare);
            let place = if names::is_private(bare) { NETWORK } else { INTERNET };
            (host.clone(), place)
        }
    };
    if place == NETWORK {
        drawing.draft.boundary(boundary(NETWORK, "network", "Private network"));
    }
    // What a secret names is not printed; a host that nobody wrote is none.
    let written = image.value.get("registry").unwrap_or(image.value);
    let shown = if read::is_secret(written) && host == name { "***" } else { &name };
    let mut own = element(format!("registry:{shown}"), "registry");
    own.boundary = Some(place.to_owned());
    if let Some(account) = read::text(image.value, "account")
        && let Some(outer) = foreign(drawing, task.unit, account)
    {
        own.boundary = Some(outer);
    }
    own.evidence = proof.to_vec();
    Some(drawing.draft.put(own))
}

/// The boundary of an account that is not the unit's own; `None`: it is, or the unit's is not known.
pub(super) fn foreign(drawing: &mut Drawing<'_>, unit: usize, account: &str) -> Option<String> {
    let world = drawing.world;
    let own: BTreeSet<&str> = world
        .of_type("provider.aws")
        .iter()
        .filter(|at| at.unit == unit)
        .flat_map(|at| world.find(*at, "allowed_account_ids.*"))
        .filter_map(|arm| arm.value.as_str())
        .collect();
    if own.is_empty() || own.contains(account) {
        return None;
    }
    let mut other =
        boundary(&format!("account:{account}"), "account", &format!("account {account}"));
    other.parent = Some(AWS.to_owned());
    Some(drawing.draft.boundary(other))
}

/// Whether an event source of the system runs tasks.
pub(super) fn event_sources(drawing: &Drawing<'_>) -> Vec<(At, &'static str)> {
    let world = drawing.world;
    let sources =
        EVENTS.iter().flat_map(|(ty, path)| world.of_type(ty).iter().map(move |at| (*at, *path)));
    sources.collect()
}
