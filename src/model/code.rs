//! What of the code stands behind a model: the resources of elements and flows, and what belongs to
//! them. No format prints it; the states of threats are made with it.

use super::draft::Draft;
use super::read;
use super::v1::Evidence;
use super::workload::Workload;
use super::world::{At, World};
use crate::secret::Known;
use std::collections::BTreeMap;

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
    /// What its units know to be secret.
    pub secrets: Vec<Known>,
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
    /// Of a task definition: the roles of its containers.
    pub task_roles: Vec<Key>,
    /// Of a task definition: the roles of the agent that starts it.
    pub execution_roles: Vec<Key>,
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
            "ecs.service" => own.clusters = linked("cluster", "ecs.cluster"),
            "ecs.task_definition" => {
                own.task_roles = linked("task_role", "iam.role");
                own.execution_roles = linked("execution_role", "iam.role");
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
    for workload in workloads.iter().filter(|own| world.is(own.at, "ecs.service")) {
        if let Some(own) = made.nodes.get_mut(&world.key(workload.at)) {
            own.tasks = workload.tasks.iter().map(|task| world.key(*task)).collect();
        }
    }
    made
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
