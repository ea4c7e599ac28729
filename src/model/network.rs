//! Where things stand: VPCs, and subnets by where their routes lead.

use super::draft::{Draft, boundary};
use super::read::{self, Arm};
use super::v1::Boundary;
use super::world::{At, World};
use crate::value::{Cause, StepKind, Value};
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where a subnet's default route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// To an internet gateway.
    Public,
    /// To a NAT, a transit gateway or a peer.
    Private,
    /// Nowhere: it has none.
    Isolated,
}

impl Visibility {
    /// The word in ids.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Private => "private",
            Visibility::Isolated => "isolated",
        }
    }
}

/// What is known of a subnet.
#[derive(Clone, Debug)]
struct Subnet {
    vpc: Option<String>,
    visibility: Option<Visibility>,
    range: Option<IpNet>,
}

/// Where something stands.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    /// Its boundary.
    pub boundary: String,
    /// The VPCs that it stands in.
    pub vpcs: BTreeSet<String>,
    /// What its subnets' routes lead to; `None` in it: of a subnet that is not known.
    pub visibilities: BTreeSet<Option<Visibility>>,
    /// The ranges of its subnets, where all are known.
    pub ranges: Vec<IpNet>,
}

impl Placed {
    /// Whether it may stand where the internet reaches a public address.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        self.visibilities.is_empty()
            || self.visibilities.iter().any(|seen| matches!(seen, None | Some(Visibility::Public)))
    }
}

/// The network of a system.
#[derive(Default)]
pub struct Network {
    subnets: HashMap<At, Subnet>,
    /// The VPCs' ranges by boundary id.
    ranges: BTreeMap<String, Vec<IpNet>>,
    /// The boundary ids of all VPCs that code, parameters and imports name.
    vpcs: BTreeSet<String>,
}

/// How far a data source's own references are followed.
const MAX_STEPS: usize = 4;

impl Network {
    /// Of a system; puts its boundaries into the draft.
    #[must_use]
    pub fn new(draft: &mut Draft<'_>) -> Network {
        let world = draft.world;
        let mut network = Network::default();
        for &at in world.of_type("ec2.vpc") {
            let id = vpc_id(world, at);
            let node = world.node(at);
            let mut own = boundary(&id, "vpc", &node.name);
            own.address = Some(node.id.clone());
            own.evidence = world.header(at, "vpc");
            let ranges = ["cidr_block", "further_cidr_blocks.*"]
                .into_iter()
                .flat_map(|path| read::find(&node.values, path))
                .filter_map(|arm| arm.value.as_str()?.parse().ok());
            network.ranges.insert(id.clone(), ranges.collect());
            network.vpcs.insert(draft.boundary(own));
        }
        // What names a VPC by a parameter names a boundary too.
        for at in world.all() {
            if let Some(value) = world.values(at).get("vpc") {
                network.vpc_of(draft, at.unit, value);
            }
        }
        let mains = mains(world);
        for &at in world.of_type("ec2.subnet") {
            let vpc =
                world.values(at).get("vpc").and_then(|value| network.vpc_of(draft, at.unit, value));
            let visibility = visibility(world, at, &mains);
            let range =
                read::text(world.values(at), "cidr_block").and_then(|text| text.parse().ok());
            if let (Some(vpc), Some(visibility)) = (&vpc, visibility) {
                let id = network.subnets_boundary(draft, vpc, visibility);
                if let Some(own) = draft.boundaries.get_mut(&id) {
                    own.members.push(world.node(at).id.clone());
                    own.evidence.extend(world.header(at, "subnet"));
                }
            }
            network.subnets.insert(at, Subnet { vpc, visibility, range });
        }
        network
    }

    fn subnets_boundary(&self, draft: &mut Draft<'_>, vpc: &str, visibility: Visibility) -> String {
        let id =
            format!("subnets:{}:{}", vpc.strip_prefix("vpc:").unwrap_or(vpc), visibility.word());
        let name = match visibility {
            Visibility::Public => "public subnets",
            Visibility::Private => "private subnets",
            Visibility::Isolated => "isolated subnets",
        };
        let own = Boundary { parent: Some(vpc.to_owned()), ..boundary(&id, "subnets", name) };
        draft.boundary(own)
    }

    /// The boundary of the VPC that a value names; `None`: none that has a name here.
    pub fn vpc_of(&mut self, draft: &mut Draft<'_>, unit: usize, value: &Value) -> Option<String> {
        self.vpc_within(draft, unit, value, MAX_STEPS)
    }

    fn vpc_within(
        &mut self,
        draft: &mut Draft<'_>,
        unit: usize,
        value: &Value,
        left: usize,
    ) -> Option<String> {
        let left = left.checked_sub(1)?;
        let world = draft.world;
        for arm in read::arms(value) {
            for at in world.targets(unit, arm.value) {
                let node = world.node(at);
                match node.ty.as_str() {
                    "ec2.vpc" => return Some(vpc_id(world, at)),
                    "data.aws_vpc" => {
                        return Some(self.named(draft, at.unit, &node.id, at));
                    }
                    "ec2.subnet" | "ec2.security_group" => {
                        let own = node.values.get("vpc")?;
                        return self.vpc_within(draft, at.unit, own, left);
                    }
                    ty if ty.starts_with("data.aws_subnet")
                        || ty.starts_with("data.aws_security_group") =>
                    {
                        if let Some(found) = self.vpc_within(draft, at.unit, &node.values, left) {
                            return Some(found);
                        }
                    }
                    _ => {}
                }
            }
            if let Some(name) = parameter(arm.value) {
                let place = arm.value.place.span;
                let evidence = world.evidence(unit, place, "vpc");
                let id = format!("vpc:{}", world.address(unit, &name));
                let mut own = boundary(&id, "vpc", &name);
                own.address = Some(name);
                own.evidence = evidence.into_iter().collect();
                self.vpcs.insert(draft.boundary(own));
                return Some(id);
            }
            // Of maps (a data source's filter) and lists each value may name one.
            let inside: Vec<&Value> = match &arm.value.data {
                crate::value::Data::Map(map) => {
                    map.entries.values().map(|entry| &entry.value).collect()
                }
                crate::value::Data::List(list) => list.items.iter().collect(),
                _ => Vec::new(),
            };
            for value in inside {
                if let Some(found) = self.vpc_within(draft, unit, value, left) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn named(&mut self, draft: &mut Draft<'_>, unit: usize, name: &str, at: At) -> String {
        let id = format!("vpc:{}", draft.world.address(unit, name));
        let mut own = boundary(&id, "vpc", name);
        own.address = Some(name.to_owned());
        own.evidence = draft.world.header(at, "vpc");
        let id = draft.boundary(own);
        self.vpcs.insert(id.clone());
        id
    }

    /// Where something in subnets stands. `hints` are the VPCs that what it has besides (security
    /// groups, target groups) stands in.
    pub fn place(
        &mut self,
        draft: &mut Draft<'_>,
        unit: usize,
        subnets: &[Arm<'_>],
        hints: BTreeSet<String>,
    ) -> Placed {
        let world = draft.world;
        let mut placed = Placed::default();
        let mut all_known = !subnets.is_empty();
        for arm in subnets {
            let targets = world.targets(unit, arm.value);
            let own: Vec<&Subnet> = targets.iter().filter_map(|at| self.subnets.get(at)).collect();
            if own.is_empty() {
                all_known = false;
                placed.visibilities.insert(None);
            }
            for subnet in own {
                placed.vpcs.extend(subnet.vpc.clone());
                placed.visibilities.insert(subnet.visibility);
                placed.ranges.extend(subnet.range);
                all_known &= subnet.range.is_some();
            }
            // A parameter of subnets names no VPC; what looks them up may.
            if targets.iter().any(|at| world.node(*at).ty.starts_with("data.")) {
                placed.vpcs.extend(self.vpc_within(draft, unit, arm.value, MAX_STEPS));
            }
        }
        if !all_known {
            placed.ranges.clear();
        }
        if placed.vpcs.is_empty() {
            placed.vpcs = hints;
        }
        if placed.vpcs.is_empty() {
            placed.vpcs.insert(self.fallback(draft, unit));
        }
        let vpc = placed.vpcs.first().cloned().unwrap_or_default();
        placed.boundary =
            match (placed.vpcs.len(), placed.visibilities.len(), placed.visibilities.first()) {
                (1, 1, Some(Some(visibility))) => self.subnets_boundary(draft, &vpc, *visibility),
                _ => vpc,
            };
        placed
    }

    /// The system's only VPC; else one that is not known.
    pub fn fallback(&mut self, draft: &mut Draft<'_>, unit: usize) -> String {
        match self.vpcs.first() {
            Some(only) if self.vpcs.len() == 1 => only.clone(),
            _ => {
                let id = format!("vpc:{}", draft.world.address(unit, "unknown"));
                draft.boundary(boundary(&id, "vpc", "a VPC that the code does not name"))
            }
        }
    }

    /// Whether every address of what stands somewhere is in a range; `None`: that is not known.
    #[must_use]
    pub fn holds(&self, range: IpNet, placed: &Placed) -> Option<bool> {
        if range.prefix_len() == 0 {
            return Some(true);
        }
        let own: Vec<IpNet> = if placed.ranges.is_empty() {
            let of = |vpc| self.ranges.get(vpc).map(Vec::as_slice).unwrap_or_default();
            placed.vpcs.iter().flat_map(of).copied().collect()
        } else {
            placed.ranges.clone()
        };
        if own.is_empty() {
            return None;
        }
        if own.iter().all(|net| range.contains(net)) {
            return Some(true);
        }
        let apart = |net: &IpNet| !range.contains(net) && !net.contains(&range);
        own.iter().all(apart).then_some(false)
    }
}

/// The id of a VPC of the code.
#[must_use]
pub fn vpc_id(world: &World<'_>, at: At) -> String {
    format!("vpc:{}", world.address(at.unit, &world.node(at).id))
}

/// The variable, parameter or module that gives a value.
fn parameter(value: &Value) -> Option<String> {
    if let Some(unknown) = value.as_unknown() {
        match unknown.decisive() {
            Cause::NotGiven { parameter, .. } | Cause::SsmParameter { parameter, .. } => {
                return Some(parameter.to_string());
            }
            Cause::NoDefault { variable } | Cause::Suggested { variable } => {
                return Some(variable.to_string());
            }
            Cause::Module(module) => return Some(module.address.to_string()),
            _ => return None,
        }
    }
    value.as_str()?;
    let given = |kind| {
        matches!(kind, StepKind::VariableDefault | StepKind::VariableFile | StepKind::Parameter)
    };
    value.place.steps().find(|step| given(step.kind)).map(|step| step.name.to_string())
}

/// The main route tables by VPC: what subnets have that name none.
fn mains(world: &World<'_>) -> HashMap<At, Vec<At>> {
    let mut found: HashMap<At, Vec<At>> = HashMap::new();
    for &table in world.of_type("ec2.route_table") {
        if read::switch(world.values(table), "main") != Some(read::Switch::On)
            && world.values(table).get("main").is_none()
        {
            continue;
        }
        for vpc in world.linked(table, "vpc", "ec2.vpc") {
            found.entry(vpc).or_default().push(table);
        }
    }
    for &vpc in world.of_type("ec2.vpc") {
        for table in world.linked(vpc, "main_route_table", "ec2.route_table") {
            let own = found.entry(vpc).or_default();
            if !own.contains(&table) {
                own.push(table);
            }
        }
    }
    found
}

fn visibility(world: &World<'_>, subnet: At, mains: &HashMap<At, Vec<At>>) -> Option<Visibility> {
    let values = world.values(subnet);
    let named = read::find(values, "route_table");
    let mut routes: Vec<(usize, Arm<'_>)> = Vec::new();
    if named.is_empty() {
        let vpc = *world.linked(subnet, "vpc", "ec2.vpc").first()?;
        routes.extend(world.find(vpc, "main_routes.*").into_iter().map(|arm| (vpc.unit, arm)));
        for table in mains.get(&vpc).into_iter().flatten() {
            routes.extend(world.find(*table, "routes.*").into_iter().map(|arm| (table.unit, arm)));
        }
    } else {
        let tables = world.linked(subnet, "route_table", "ec2.route_table");
        if tables.is_empty() {
            return None;
        }
        for table in tables {
            routes.extend(world.find(table, "routes.*").into_iter().map(|arm| (table.unit, arm)));
        }
    }
    leads(world, &routes)
}

/// Attributes of a route that lead out without the internet reaching in.
const WAYS_OUT: &[&str] = &[
    "nat_gateway",
    "transit_gateway",
    "vpc_peering_connection",
    "network_interface",
    "instance",
    "egress_only_gateway",
    "core_network",
    "local_gateway",
    "vpc_endpoint",
];

/// Where the default route of some routes leads.
fn leads(world: &World<'_>, routes: &[(usize, Arm<'_>)]) -> Option<Visibility> {
    let mut best = Some(Visibility::Isolated);
    for (unit, route) in routes {
        if route.value.entries().is_none() {
            best = None;
            continue;
        }
        let destinations = read::find(route.value, "destination");
        let open = destinations.iter().any(|arm| arm.value.as_str().is_none());
        let default =
            destinations.iter().any(|arm| matches!(arm.value.as_str(), Some("0.0.0.0/0" | "::/0")));
        if !default && !open {
            continue;
        }
        let gateways = read::find(route.value, "gateway");
        let to_internet = gateways.iter().any(|arm| {
            let known = arm.value.as_str().is_some_and(|text| text.starts_with("igw-"));
            let targets = world.targets(*unit, arm.value);
            known
                || targets.iter().any(|at| {
                    world.is(*at, "ec2.internet_gateway")
                        || world.node(*at).ty == "data.aws_internet_gateway"
                })
        });
        let inner = WAYS_OUT.iter().any(|way| !read::find(route.value, way).is_empty())
            || gateways
                .iter()
                .any(|arm| arm.value.as_str().is_some_and(|text| text.starts_with("vgw-")));
        match (default, to_internet, inner) {
            (true, true, _) => return Some(Visibility::Public),
            (true, false, true) => {
                if best == Some(Visibility::Isolated) {
                    best = Some(Visibility::Private);
                }
            }
            _ => best = None,
        }
    }
    best
}
