//! What of the code stands behind a model: the resources of elements and flows, and what belongs to
//! them. No format prints it; the states of threats are made with it.

use super::draft::Draft;
use super::read;
use super::v1::Evidence;
use super::workload::Workload;
use super::world::{At, World};
use crate::document::address::block;
use crate::secret::Known;
use std::collections::{BTreeMap, BTreeSet};

/// A resource: the unit's name in the model, and the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The unit.
    pub unit: String,
    /// The address.
    pub address: String,
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let own = self.address.strip_prefix(&self.unit).and_then(|rest| rest.strip_prefix('#'));
        write!(f, "{}#{}", self.unit, own.unwrap_or(&self.address))
    }
}

/// What a place is of: a resource, or one container of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The resource.
    pub key: Key,
    /// The container's name.
    pub part: Option<String>,
}

/// The resources of a system.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// All of them.
    pub nodes: BTreeMap<Key, Resource>,
    /// The images of containers.
    pub images: Vec<Image>,
    /// What starts the container instances.
    pub hosts: Vec<Key>,
    /// The modules and stacks that are called and not read.
    pub unread: Vec<Unread>,
    /// What its units know to be secret.
    pub secrets: Vec<Known>,
}

/// A module or stack that is called and not read, or what a registry module makes of which nothing is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// The call.
    pub key: Key,
    /// Its source as written; of what a module that is known makes besides, its type.
    pub source: String,
    /// The call of the module that makes it, where it is not the call itself.
    pub made_by: Option<String>,
    /// The names of its arguments.
    pub arguments: Vec<String>,
    /// The types of the resources that it is handed.
    pub handed: BTreeSet<String>,
    /// Where it is called.
    pub place: Option<Evidence>,
}

/// A resource as far as threats ask for it.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// The canonical type.
    pub ty: String,
    /// It stands for something elsewhere.
    pub apart: bool,
    /// Where it stands.
    pub place: Option<Evidence>,
    /// The addresses that are folded into it.
    pub satellites: Vec<String>,
    /// The names of its containers, in order.
    pub containers: Vec<Option<String>>,
    /// Of a service: the task definitions that it runs.
    pub tasks: Vec<Key>,
    /// Of a service: its cluster.
    pub clusters: Vec<Key>,
    /// Of a service: it names a cluster that is not in the code.
    pub unseen_cluster: bool,
    /// Of a task definition: the roles of its containers.
    pub task_roles: Vec<Key>,
    /// Of a task definition: the roles of the agent that starts it.
    pub execution_roles: Vec<Key>,
    /// Of a task definition: the roles that it names and that are not in the code.
    pub unseen_roles: Vec<&'static str>,
    /// Of a task definition without a role of its own on container instances: the instances' roles,
    /// which its containers get.
    pub host_roles: Vec<Key>,
    /// Of a task definition without an execution role on container instances: the instances' roles,
    /// under which images are pulled and logs are sent.
    pub start_roles: Vec<Key>,
    /// Of a service or task on container instances: what starts them.
    pub hosts: Vec<Key>,
    /// Of a service or task: the security groups that decide what reaches it.
    pub groups: Vec<Key>,
    /// What it is a part of: a stage of its API, a policy of its role.
    pub owners: Vec<Key>,
}

/// The image of a container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Image {
    /// The task definition.
    pub task: Key,
    /// The container.
    pub container: String,
    /// The id of the registry's element, where that is known.
    pub registry: Option<String>,
    /// Where it is named.
    pub evidence: Vec<Evidence>,
}

/// Types that are part of another resource, with the path of the reference to it.
const PARTS: &[(&str, &[&str])] = &[
    ("apigateway.stage", &["api"]),
    ("apigateway.method", &["api"]),
    ("elb.listener", &["load_balancer"]),
    ("efs.access_point", &["file_system"]),
    ("elasticache.cluster", &["replication_group"]),
    ("rds.db_instance", &["cluster"]),
    ("iam.policy", &["attached_to"]),
    ("appautoscaling.policy", &["scalable_target", "resource_id"]),
];

/// The resources of a system.
#[must_use]
pub fn code(world: &World<'_>, workloads: &[Workload]) -> Code {
    let mut made = Code::default();
    for at in world.all() {
        let node = world.node(at);
        let mut own = Resource {
            ty: node.ty.clone(),
            apart: node.apart,
            place: world.header(at, "resource").into_iter().next(),
            satellites: node.satellites.clone(),
            ..Resource::default()
        };
        let linked = |path: &str, ty: &str| -> Vec<Key> {
            world.linked(at, path, ty).into_iter().map(|at| world.key(at)).collect()
        };
        match node.ty.as_str() {
            "ecs.service" => {
                own.clusters = linked("cluster", "ecs.cluster");
                own.unseen_cluster =
                    !own.apart && is_elsewhere(world, at, "cluster", "ecs.cluster");
            }
            "ecs.task_definition" => {
                own.task_roles = linked("task_role", "iam.role");
                own.execution_roles = linked("execution_role", "iam.role");
                let unseen =
                    ROLES.iter().filter(|(path, _)| is_elsewhere(world, at, path, "iam.role"));
                own.unseen_roles = unseen.map(|(_, called)| *called).collect();
                let containers = node.values.get("containers").and_then(|all| all.items());
                let name = |own: &crate::value::Value| read::text(own, "name").map(str::to_owned);
                own.containers = containers.into_iter().flatten().map(name).collect();
            }
            _ => {}
        }
        for path in PARTS.iter().filter(|(ty, _)| *ty == node.ty).flat_map(|(_, paths)| *paths) {
            let arms = [world.find(at, path), world.find(at, &format!("{path}.*"))].concat();
            let found = arms.iter().flat_map(|arm| world.targets(at.unit, arm.value));
            own.owners.extend(found.filter(|owner| *owner != at).map(|owner| world.key(owner)));
        }
        own.owners.sort();
        own.owners.dedup();
        made.nodes.insert(world.key(at), own);
    }
    let hosts = hosts(world);
    let keys = |all: &[At]| -> Vec<Key> { all.iter().map(|at| world.key(*at)).collect() };
    let roles: BTreeSet<Key> =
        hosts.iter().flat_map(|host| host_roles(world, *host)).map(|at| world.key(at)).collect();
    for workload in workloads {
        let on_hosts = workload.launch.ec2;
        if let Some(own) = made.nodes.get_mut(&world.key(workload.at)) {
            if own.ty == "ecs.service" {
                own.tasks = keys(&workload.tasks);
            }
            own.groups = workload.groups.known.iter().map(|at| world.key(*at)).collect();
            own.hosts = if on_hosts { keys(&hosts) } else { Vec::new() };
        }
        for task in workload.tasks.iter().filter(|_| on_hosts) {
            let lacks = |name: &str| world.values(*task).get(name).is_none_or(|own| own.is_null());
            let Some(own) = made.nodes.get_mut(&world.key(*task)) else { continue };
            if lacks("task_role") && !workload.awsvpc {
                own.host_roles = roles.iter().cloned().collect();
            }
            if lacks("execution_role") {
                own.start_roles = roles.iter().cloned().collect();
            }
        }
    }
    made.hosts = keys(&hosts);
    made.unread = unread(world);
    made
}

/// Where a task definition names roles, and what they are called.
const ROLES: &[(&str, &str)] = &[("task_role", "task role"), ("execution_role", "execution role")];

/// Whether what a task definition or service names is not in the code, in one arm at least.
fn is_elsewhere(world: &World<'_>, at: At, path: &str, ty: &str) -> bool {
    let is_here = |to: &At| world.is(*to, ty) && !world.node(*to).apart;
    let arms = read::find(world.values(at), path);
    arms.iter().any(|arm| !world.targets(at.unit, arm.value).iter().any(is_here))
}

/// Types that say what container instances are like.
const HOSTS: &[&str] = &["ec2.instance", "ec2.launch_template", "autoscaling.launch_configuration"];

/// What starts the container instances of a system: what joins a cluster by its user data; where
/// nothing says so, all of it.
fn hosts(world: &World<'_>) -> Vec<At> {
    let all: Vec<At> = HOSTS.iter().flat_map(|ty| world.of_type(ty)).copied().collect();
    let joins = |at: &At| {
        let settings = world.find(*at, "user_data_settings.*");
        settings.iter().any(|arm| read::text(arm.value, "name") == Some("ECS_CLUSTER"))
    };
    let joined: Vec<At> = all.iter().copied().filter(joins).collect();
    if joined.is_empty() { all } else { joined }
}

/// Where hosts name their instance profile.
const PROFILES: &[&str] = &[
    "iam_instance_profile",
    "iam_instance_profile.name",
    "iam_instance_profile.arn",
    "iam_instance_profile.*.name",
    "iam_instance_profile.*.arn",
    "launch_template_data.iam_instance_profile.name",
    "launch_template_data.iam_instance_profile.arn",
];

/// The roles of a host's instance profile.
fn host_roles(world: &World<'_>, host: At) -> Vec<At> {
    let profiles: BTreeSet<At> =
        PROFILES.iter().flat_map(|path| world.linked(host, path, "iam.instance_profile")).collect();
    let roles = profiles.iter().flat_map(|profile| {
        let paths = ["role", "role.*", "roles", "roles.*"];
        paths.into_iter().flat_map(|path| world.linked(*profile, path, "iam.role"))
    });
    roles.collect()
}

/// The modules and stacks that a system calls and that are not read.
fn unread(world: &World<'_>) -> Vec<Unread> {
    let mut all = Vec::new();
    for unit in &world.units {
        let input = world.input(*unit);
        for own in &input.document.left_out {
            let call = block(&own.call);
            let node = input.document.resources.get_index_of(call.as_str());
            let place = node
                .and_then(|node| world.header(At { unit: *unit, node }, "call").into_iter().next());
            let place = place.map(|place| Evidence { origin: None, ..place });
            all.push(Unread {
                key: Key { unit: input.label.clone(), address: own.address.clone() },
                source: own.source_type.clone(),
                made_by: Some(own.call.clone()),
                place,
                ..Unread::default()
            });
        }
        for own in &input.document.opaque {
            let gaps = &input.document.gaps;
            let gap = gaps.iter().find(|gap| gap.call.is_some() && gap.what == own.address);
            let place = gap.and_then(|gap| {
                let at = gap.at?;
                Some(Evidence {
                    file: input.tree.reported(&gap.path),
                    line: at.line,
                    column: at.column,
                    role: "call",
                    origin: None,
                })
            });
            let call = gap.and_then(|gap| gap.call.as_ref());
            let handed = own.inputs.iter().flat_map(|to| world.resolve(*unit, to));
            all.push(Unread {
                key: Key { unit: input.label.clone(), address: own.address.clone() },
                source: own.source.clone(),
                made_by: None,
                arguments: call.map(|call| call.arguments.clone()).unwrap_or_default(),
                handed: handed.map(|at| world.node(at).ty.clone()).collect(),
                place,
            });
        }
    }
    all
}

impl World<'_> {
    /// A resource's key.
    #[must_use]
    pub fn key(&self, at: At) -> Key {
        Key { unit: self.input(at.unit).label.clone(), address: self.node(at).id.clone() }
    }
}

impl Draft<'_> {
    /// Remembers the image of a container.
    pub fn image(
        &mut self,
        task: At,
        container: &str,
        registry: Option<String>,
        evidence: Vec<Evidence>,
    ) {
        let task = self.world.key(task);
        self.images.insert(Image { task, container: container.to_owned(), registry, evidence });
    }
}

/// Places of one container.
#[must_use]
pub fn part_of(mut evidence: Vec<Evidence>, container: Option<&str>) -> Vec<Evidence> {
    for origin in evidence.iter_mut().filter_map(|own| own.origin.as_mut()) {
        origin.part = container.map(str::to_owned);
    }
    evidence
}
