//! What runs containers: services, and task definitions that no service runs.

use super::draft::Draft;
use super::groups::{Groups, Rules};
use super::network::{Network, Placed};
use super::read::{self, Arm, Switch};
use super::v1::Unknown;
use super::world::{At, World};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What tasks may run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Launch {
    /// Fargate.
    pub fargate: bool,
    /// Container instances.
    pub ec2: bool,
    /// Machines outside AWS.
    pub external: bool,
}

impl Launch {
    const OPEN: Launch = Launch { fargate: true, ec2: true, external: false };

    fn of(word: &str) -> Launch {
        match word {
            "FARGATE" => Launch { fargate: true, ..Launch::default() },
            "EXTERNAL" => Launch { external: true, ..Launch::default() },
            _ => Launch { ec2: true, ..Launch::default() },
        }
    }

    fn and(self, other: Launch) -> Launch {
        Launch {
            fargate: self.fargate || other.fargate,
            ec2: self.ec2 || other.ec2,
            external: self.external || other.external,
        }
    }
}

/// Something that runs containers.
pub struct Workload {
    /// Its element's id.
    pub id: String,
    /// The service, or the task definition.
    pub at: At,
    /// The task definitions that it may run.
    pub tasks: Vec<At>,
    /// What it may run on.
    pub launch: Launch,
    /// Whether its tasks have network interfaces of their own.
    pub awsvpc: bool,
    /// The network mode, as far as it is said.
    pub network_mode: Option<String>,
    /// The security groups that decide what reaches it.
    pub groups: Groups,
    /// Where it stands.
    pub placed: Placed,
    /// Whether its tasks have public addresses; `None`: nothing says so, and they have none.
    pub public: Option<Switch>,
}

impl Workload {
    /// The containers of its task definitions, each with the definition.
    #[must_use]
    pub fn containers<'a>(&self, world: &World<'a>) -> Vec<(At, Arm<'a>)> {
        let of = |task: &At| {
            let task = *task;
            world.find(task, "containers.*").into_iter().map(move |arm| (task, arm))
        };
        let all = self.tasks.iter().flat_map(of);
        all.filter(|(_, arm)| arm.value.entries().is_some()).collect()
    }
}

/// All workloads of a system; their elements are put into the draft.
#[must_use]
pub fn workloads(draft: &mut Draft<'_>, network: &mut Network, rules: &Rules<'_>) -> Vec<Workload> {
    let world = draft.world;
    let instances = Instances::of(world);
    let mut made = Vec::new();
    let mut run: BTreeSet<At> = BTreeSet::new();
    for &at in world.of_type("ecs.service") {
        let tasks = definitions(world, at, "task_definition");
        if tasks.is_empty() {
            let name = world.called(at);
            let evidence = world.header(at, "service");
            draft.note("task-definition", format!("the task definition of {name} is not in this code: what its containers do is not in this model"), evidence);
        }
        run.extend(&tasks);
        let explicit = explicit(world, at, "");
        let launch = launched(world, Some(at), &tasks, explicit);
        let ends = Ends { at, owner: at, path: "network_configuration" };
        made.push(assemble(draft, network, rules, &instances, "service", ends, tasks, launch));
    }
    let mut targets = event_targets(world);
    for &at in world.of_type("ecs.task_definition") {
        if run.contains(&at) {
            continue;
        }
        let (owner, path) = targets.remove(&at).unwrap_or((at, String::new()));
        let launch = if owner == at { None } else { explicit_of(world, owner, &path) };
        let launch = launched(world, None, &[at], launch);
        let network_path = if path.is_empty() {
            "network_configuration".to_owned()
        } else {
            format!("{path}.network_configuration")
        };
        let ends = Ends { at, owner, path: &network_path };
        made.push(assemble(draft, network, rules, &instances, "task", ends, vec![at], launch));
    }
    made
}

/// A workload's resource, and where its network stands.
struct Ends<'p> {
    at: At,
    owner: At,
    path: &'p str,
}

#[allow(clippy::too_many_arguments)]
fn assemble(
    draft: &mut Draft<'_>,
    network: &mut Network,
    rules: &Rules<'_>,
    instances: &Instances,
    kind: &'static str,
    ends: Ends<'_>,
    tasks: Vec<At>,
    launch: Launch,
) -> Workload {
    let world = draft.world;
    let Ends { at, owner, path } = ends;
    let of = |name: &str| world.find(owner, &format!("{path}.{name}"));
    let (subnets, own_groups) = (of("subnets.*"), of("security_groups.*"));
    let network_mode = tasks
        .iter()
        .find_map(|task| read::text(world.values(*task), "network_mode"))
        .map(str::to_owned);
    let awsvpc = match network_mode.as_deref() {
        Some(mode) => mode == "awsvpc",
        None => launch.fargate || !subnets.is_empty(),
    };
    let configured = !subnets.is_empty() || !own_groups.is_empty();
    let groups = if awsvpc || configured {
        rules.of(owner.unit, &own_groups)
    } else {
        instances.groups(world, rules)
    };
    let mut hints: BTreeSet<String> = BTreeSet::new();
    for group in &groups.known {
        if let Some(value) = world.values(*group).get("vpc") {
            hints.extend(network.vpc_of(draft, group.unit, value));
        }
    }
    if hints.is_empty() {
        for target in world.linked(at, "load_balancers.*.target_group_arn", "elb.target_group") {
            if let Some(value) = world.values(target).get("vpc") {
                hints.extend(network.vpc_of(draft, target.unit, value));
            }
        }
    }
    let on_instances = !awsvpc && !configured;
    let placed = match instances.subnets.first().filter(|_| on_instances) {
        Some(unit) => {
            let arms = Instances::named(world, *unit);
            network.place(draft, *unit, &arms, hints)
        }
        None => network.place(draft, owner.unit, &subnets, hints),
    };
    let mut element = draft.of_node(at, kind);
    element.boundary = Some(placed.boundary.clone());
    if kind == "service" {
        if let Some(name) = read::text(world.values(at), "name") {
            name.clone_into(&mut element.name);
        }
    } else if let Some(name) = read::text(world.values(at), "family") {
        name.clone_into(&mut element.name);
    }
    element.properties.insert("launch", words(launch).into());
    if let Some(mode) = &network_mode {
        element.properties.insert("network_mode", mode.clone().into());
    }
    if placed.visibilities.len() > 1 {
        let text = format!(
            "the subnets of {} do not all lead to the same place: it is drawn in the VPC",
            element.id
        );
        draft.note("placement", text, world.header(at, kind));
    }
    if let Some(reason) = groups.open.as_ref().filter(|_| !own_groups.is_empty()) {
        let name = world.called(at);
        let text = format!(
            "the rules of security groups of {name} are not known, because {reason}: what they let in is undecided"
        );
        draft.note("security-group", text, world.header(at, kind));
    }
    for (name, arms) in [("subnets", &subnets), ("security_groups", &own_groups)] {
        let open = |arm: &&Arm<'_>| {
            arm.value.as_unknown().is_some()
                && world
                    .targets(owner.unit, arm.value)
                    .iter()
                    .all(|at| !world.node(*at).ty.starts_with("ec2."))
        };
        if let Some(unknown) = arms.iter().find(open).and_then(|arm| arm.value.as_unknown()) {
            let reason = unknown.decisive().to_string();
            element.unknown.push(Unknown { path: format!("network_configuration/{name}"), reason });
        }
    }
    let public = read::switch(world.values(owner), &format!("{path}.assign_public_ip"));
    let id = draft.put(element);
    Workload { id, at, tasks, launch, awsvpc, network_mode, groups, placed, public }
}

fn words(launch: Launch) -> String {
    let named = [(launch.fargate, "FARGATE"), (launch.ec2, "EC2"), (launch.external, "EXTERNAL")];
    named.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect::<Vec<_>>().join(" or ")
}

/// The task definitions that what stands at a path names: by reference, through what looks one up,
/// or by family.
#[must_use]
pub fn definitions(world: &World<'_>, at: At, path: &str) -> Vec<At> {
    let mut found: BTreeSet<At> = BTreeSet::new();
    for arm in world.find(at, path) {
        let targets = world.targets(at.unit, arm.value);
        for target in &targets {
            if world.is(*target, "ecs.task_definition") {
                found.insert(*target);
            } else if world.node(*target).ty == "data.aws_ecs_task_definition" {
                let own = world.find(*target, "task_definition");
                found.extend(own.iter().flat_map(|arm| of_value(world, target.unit, arm.value)));
            }
        }
        if found.is_empty() {
            found.extend(of_value(world, at.unit, arm.value));
        }
    }
    found.into_iter().collect()
}

fn of_value(world: &World<'_>, unit: usize, value: &Value) -> Vec<At> {
    let targets = world.targets(unit, value);
    let referred: Vec<At> =
        targets.into_iter().filter(|at| world.is(*at, "ecs.task_definition")).collect();
    if !referred.is_empty() {
        return referred;
    }
    let Some(text) = value.as_str() else { return Vec::new() };
    let name = text.rsplit('/').next().unwrap_or(text);
    let family = name.split(':').next().unwrap_or(name);
    world.named("task-definition", family).to_vec()
}

/// The first rule or schedule that runs each task definition, with the path of its ECS parameters.
fn event_targets(world: &World<'_>) -> BTreeMap<At, (At, String)> {
    let mut found = BTreeMap::new();
    for (ty, path) in EVENTS {
        for &at in world.of_type(ty) {
            let full = format!("{path}.ecs_parameters.task_definition");
            for task in definitions(world, at, &full) {
                found.entry(task).or_insert((at, format!("{path}.ecs_parameters")));
            }
        }
    }
    found
}

/// What runs tasks by events, with the path of its targets.
pub const EVENTS: &[(&str, &str)] =
    &[("events.rule", "targets.*"), ("scheduler.schedule", "target")];

/// What is said at a service itself, or at a target of a rule.
fn explicit(world: &World<'_>, at: At, prefix: &str) -> Option<Launch> {
    let path =
        |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
    let mut launch: Option<Launch> = None;
    for arm in world.find(at, &path("launch_type")) {
        let own = arm.value.as_str().map_or(Launch::OPEN, Launch::of);
        launch = Some(launch.map_or(own, |other| other.and(own)));
    }
    launch.or_else(|| strategy(world, at, &path("capacity_provider_strategy.*")))
}

/// A target without a launch type runs on container instances.
fn explicit_of(world: &World<'_>, at: At, prefix: &str) -> Option<Launch> {
    explicit(world, at, prefix).or(Some(Launch::of("EC2")))
}

fn strategy(world: &World<'_>, at: At, path: &str) -> Option<Launch> {
    let mut launch: Option<Launch> = None;
    for arm in world.find(at, path) {
        let named = read::find(arm.value, "capacity_provider");
        let provider = named.first().map_or(arm.value, |arm| arm.value);
        let own = match provider.as_str() {
            Some(name) if name.starts_with("FARGATE") => Launch::of("FARGATE"),
            Some(_) => Launch::of("EC2"),
            // Only providers of container instances are resources.
            None if !world.targets(at.unit, provider).is_empty() => Launch::of("EC2"),
            None => Launch::OPEN,
        };
        launch = Some(launch.map_or(own, |other| other.and(own)));
    }
    launch
}

/// What a workload may run on.
fn launched(
    world: &World<'_>,
    service: Option<At>,
    tasks: &[At],
    explicit: Option<Launch>,
) -> Launch {
    let mut listed: Option<Launch> = None;
    let mut never_fargate = !tasks.is_empty();
    for task in tasks {
        for arm in world.find(*task, "requires_compatibilities.*") {
            let own = arm.value.as_str().map_or(Launch::OPEN, Launch::of);
            listed = Some(listed.map_or(own, |other| other.and(own)));
        }
        let modes = world.find(*task, "network_mode");
        // Fargate takes tasks with a network interface of their own only.
        never_fargate &=
            modes.iter().all(|arm| arm.value.as_str().is_some_and(|mode| mode != "awsvpc"));
    }
    if let Some(explicit) = explicit.filter(|launch| *launch != Launch::OPEN) {
        return explicit;
    }
    if let Some(only) =
        listed.filter(|one| one.fargate != one.ec2 || (one.external && !one.fargate))
    {
        return only;
    }
    let mut open = explicit.or(listed).unwrap_or(Launch::OPEN);
    if let Some(service) = service.filter(|_| explicit.is_none()) {
        let clusters = world.linked(service, "cluster", "ecs.cluster");
        if let Some(cluster) = clusters.first() {
            open = strategy(world, *cluster, "default_capacity_provider_strategy.*")
                .unwrap_or(Launch::of("EC2"));
        }
    }
    if never_fargate && open.fargate && listed.is_none() {
        return Launch::of("EC2");
    }
    open
}

/// The container instances of a system.
struct Instances {
    /// The units whose scaling groups name subnets.
    subnets: Vec<usize>,
    /// Where their security groups are named.
    groups: Vec<(At, &'static str)>,
}

/// Where launch templates and the like name security groups.
const INSTANCE_GROUPS: &[(&str, &[&str])] = &[
    ("autoscaling.launch_configuration", &["security_groups.*"]),
    (
        "ec2.launch_template",
        &[
            "security_groups.*",
            "vpc_security_group_ids.*",
            "network_interfaces.*.security_groups.*",
            "launch_template_data.security_group_ids.*",
            "launch_template_data.network_interfaces.*.groups.*",
        ],
    ),
    ("ec2.instance", &["security_groups.*"]),
];

const SCALING_GROUPS: &[&str] =
    &["autoscaling.group", "aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup"];

impl Instances {
    fn of(world: &World<'_>) -> Instances {
        let mut groups = Vec::new();
        for (ty, paths) in INSTANCE_GROUPS {
            for at in world.of_type(ty) {
                groups.extend(paths.iter().map(|path| (*at, *path)));
            }
        }
        let mut made = Instances { subnets: Vec::new(), groups };
        made.subnets = world.units.clone();
        made.subnets.retain(|unit| !Instances::named(world, *unit).is_empty());
        made
    }

    fn named<'a>(world: &World<'a>, unit: usize) -> Vec<Arm<'a>> {
        let groups = SCALING_GROUPS.iter().flat_map(|ty| world.of_type(ty));
        let own: Vec<At> = groups.filter(|at| at.unit == unit).copied().collect();
        let paths = ["subnets.*", "vpc_zone_identifier.*"];
        own.iter().flat_map(|at| paths.iter().flat_map(|path| world.find(*at, path))).collect()
    }

    fn groups(&self, world: &World<'_>, rules: &Rules<'_>) -> Groups {
        let mut all = Groups::default();
        for (at, path) in &self.groups {
            let arms = world.find(*at, path);
            if !arms.is_empty() {
                let own = rules.of(at.unit, &arms);
                all.known.extend(own.known);
                all.open = all.open.or(own.open);
            }
        }
        if all.known.is_empty() && all.open.is_none() {
            all.open = Some(
                "the security groups of its container instances are not in this code".to_owned(),
            );
        }
        all
    }
}
