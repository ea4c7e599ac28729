//! What the rules draw on: the draft, the network, the workloads, and where the other elements
//! stand.

use super::draft::{AWS, Draft};
use super::groups::{Groups, Rules};
use super::kinds;
use super::network::{Network, Placed};
use super::read::{self, Arm};
use super::workload::{Workload, workloads};
use super::world::{At, World};
use std::collections::{BTreeMap, BTreeSet};

/// A system in the making.
pub struct Drawing<'a> {
    /// The resources.
    pub world: &'a World<'a>,
    /// What is drawn so far.
    pub draft: Draft<'a>,
    /// VPCs and subnets.
    pub network: Network,
    /// The rules of security groups.
    pub rules: Rules<'a>,
    /// What runs containers.
    pub workloads: Vec<Workload>,
    /// The other elements that stand in subnets, by id.
    pub standing: BTreeMap<String, Standing>,
    /// The VPCs of the workloads that mount a file system.
    mounts: BTreeMap<At, BTreeSet<String>>,
}

/// Something that is no workload and stands in subnets.
pub struct Standing {
    /// The resource.
    pub at: At,
    /// Its security groups.
    pub groups: Groups,
    /// Where it stands.
    pub placed: Placed,
}

/// Where resources name their security groups.
const GROUPS: &[&str] = &[
    "security_groups.*",
    "security_group_ids.*",
    "vpc_security_group_ids.*",
    "vpc_config.security_group_ids.*",
    "vpc_config.security_groups.*",
    "vpc_options.security_group_ids.*",
    "mount_targets.*.security_groups.*",
    "broker_node_group_info.security_groups.*",
];

/// Where resources name their subnets.
const SUBNETS: &[&str] = &[
    "subnets.*",
    "subnet_mappings.*.subnet",
    "subnet_ids.*",
    "vpc_config.subnet_ids.*",
    "vpc_config.subnets.*",
    "vpc_options.subnet_ids.*",
    "mount_targets.*.subnet",
    "broker_node_group_info.client_subnets.*",
];

impl<'a> Drawing<'a> {
    /// The elements of a system, where they stand, and no flows.
    #[must_use]
    pub fn new(world: &'a World<'a>) -> Drawing<'a> {
        let mut draft = Draft::new(world);
        let mut network = Network::new(&mut draft);
        let rules = Rules::new(world);
        let workloads = workloads(&mut draft, &mut network, &rules);
        let mounts = mounts(world, &workloads);
        let mut drawing =
            Drawing { world, draft, network, rules, workloads, standing: BTreeMap::new(), mounts };
        for at in world.all() {
            drawing.resource(at);
        }
        drawing
    }

    /// A resource's element.
    fn resource(&mut self, at: At) {
        let node = self.world.node(at);
        if node.ty == "ecs.task_definition" && !node.apart {
            let mut element = self.draft.of_node(at, "task-definition");
            if let Some(name) = read::text(&node.values, "family") {
                name.clone_into(&mut element.name);
            }
            element.boundary = Some(AWS.to_owned());
            self.draft.put(element);
            return;
        }
        if node.apart || node.ty.starts_with("data.") || is_part(self.world, at) {
            return;
        }
        if node.ty == "cloudtrail.trail" {
            return;
        }
        self.element(at);
    }

    /// The element of a resource, with where it stands; `None`: its type makes none.
    pub fn element(&mut self, at: At) -> Option<String> {
        let node = self.world.node(at);
        let kind = kinds::of(&node.ty)?;
        if let Some(owner) = owner(self.world, at) {
            return self.element(owner);
        }
        let id = self.draft.element(at)?;
        if self.standing.contains_key(&id) {
            return Some(id);
        }
        let in_vpc =
            kind.placed || (kind.kind == "function" && node.values.get("vpc_config").is_some());
        if in_vpc && !node.ty.starts_with("data.") {
            let standing = self.stand(at, kind.kind);
            if let Some(element) = self.draft.elements.get_mut(&id) {
                element.boundary = Some(standing.placed.boundary.clone());
            }
            self.standing.insert(id.clone(), standing);
        } else if in_vpc {
            let groups = Groups {
                open: Some(format!("{} is looked up when it is deployed", node.id)),
                ..Groups::default()
            };
            let placed = self.network.place(&mut self.draft, at.unit, &[], BTreeSet::new());
            if let Some(element) = self.draft.elements.get_mut(&id) {
                element.boundary = Some(placed.boundary.clone());
            }
            self.standing.insert(id.clone(), Standing { at, groups, placed });
        }
        Some(id)
    }

    fn stand(&mut self, at: At, kind: &'static str) -> Standing {
        let world = self.world;
        let named: Vec<Arm<'a>> = GROUPS.iter().flat_map(|path| world.find(at, path)).collect();
        let mut groups = self.rules.of(at.unit, &named);
        if named.is_empty()
            && kind == "load-balancer"
            && read::text(world.values(at), "load_balancer_type") == Some("network")
        {
            // A network load balancer without groups takes what comes.
            groups.open = None;
        }
        let mut unit = at.unit;
        let mut subnets: Vec<Arm<'a>> =
            SUBNETS.iter().flat_map(|path| world.find(at, path)).collect();
        for (key, entry) in world.values(at).entries().into_iter().flatten() {
            if !key.contains("subnet_group") {
                continue;
            }
            for group in world.targets(at.unit, &entry.value) {
                if world.node(group).ty.ends_with("subnet_group") {
                    unit = group.unit;
                    subnets.extend(world.find(group, "subnets.*"));
                }
            }
        }
        let mut hints = BTreeSet::new();
        for group in &groups.known {
            if let Some(value) = world.values(*group).get("vpc") {
                hints.extend(self.network.vpc_of(&mut self.draft, group.unit, value));
            }
        }
        if kind == "file-system" && subnets.is_empty() {
            hints.extend(self.mounts.get(&at).into_iter().flatten().cloned());
        }
        let placed = self.network.place(&mut self.draft, unit, &subnets, hints);
        if placed.visibilities.len() > 1 {
            let text = format!(
                "the subnets of {} do not all lead to the same place: it is drawn in the VPC",
                world.called(at)
            );
            self.draft.note("placement", text, world.header(at, kind));
        }
        Standing { at, groups, placed }
    }

    /// The elements of a kind that a value refers to.
    pub fn referred(
        &mut self,
        unit: usize,
        value: &crate::value::Value,
        kind: &str,
    ) -> Vec<String> {
        let targets = self.world.targets(unit, value);
        let of_kind =
            |at: &At| kinds::of(&self.world.node(*at).ty).is_some_and(|own| own.kind == kind);
        let found: Vec<At> = targets.into_iter().filter(of_kind).collect();
        found.into_iter().filter_map(|at| self.element(at)).collect()
    }
}

/// The VPCs from which each file system is mounted.
fn mounts(world: &World<'_>, workloads: &[Workload]) -> BTreeMap<At, BTreeSet<String>> {
    let mut found: BTreeMap<At, BTreeSet<String>> = BTreeMap::new();
    for workload in workloads {
        for task in &workload.tasks {
            for arm in world.find(*task, "volumes.*.efs_volume_configuration.file_system_id") {
                for at in world.targets(task.unit, arm.value) {
                    found.entry(at).or_default().extend(workload.placed.vpcs.iter().cloned());
                }
            }
        }
    }
    found
}

/// What a resource is a part of: an instance of its cluster, a node of its group.
fn owner(world: &World<'_>, at: At) -> Option<At> {
    let (path, ty) = match world.node(at).ty.as_str() {
        "rds.db_instance" => ("cluster", "rds.db_cluster"),
        "elasticache.cluster" => ("replication_group", "elasticache.replication_group"),
        _ => return None,
    };
    world.linked(at, path, ty).first().copied()
}

fn is_part(world: &World<'_>, at: At) -> bool {
    owner(world, at).is_some()
}
