//! Whether security groups let a connection through.

use super::network::{Network, Placed};
use super::read::{self, Arm};
use super::v1::Evidence;
use super::world::{At, World};
use crate::normalize::read::ranges;
use crate::unit::Format;
use crate::value::Value;
use std::collections::{BTreeSet, HashMap};

/// The security groups of something.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Those that are in the code.
    pub known: BTreeSet<At>,
    /// Why further ones are not known.
    pub open: Option<String>,
}

/// Who connects.
pub enum Source<'s> {
    /// Anybody.
    World,
    /// Something with groups, somewhere.
    Element(&'s Groups, &'s Placed),
}

/// The ports that have to be open: one of them is enough.
#[derive(Clone, Copy, Debug)]
pub enum Ports {
    /// This one.
    One(i64),
    /// One of the ephemeral ones.
    Ephemeral,
    /// It is not known which.
    Any,
}

/// Whether a connection is let through.
#[derive(Clone, Debug)]
pub enum Admits {
    /// It is, by the rule that stands here.
    Yes(Vec<Evidence>),
    /// It is not.
    No(Vec<Evidence>),
    /// It cannot be told, for this reason.
    Unknown(String),
}

/// What stands for a rule's answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    No,
    Open,
    Yes,
}

/// The rules of the groups of a system.
pub struct Rules<'a> {
    world: &'a World<'a>,
    /// Rules that stand apart from their group, by group.
    apart: HashMap<At, Vec<At>>,
}

impl<'a> Rules<'a> {
    /// Of a system.
    #[must_use]
    pub fn new(world: &'a World<'a>) -> Rules<'a> {
        let mut apart: HashMap<At, Vec<At>> = HashMap::new();
        for at in world.all() {
            let node = world.node(at);
            if node.ty == "ec2.security_group" {
                for owner in world.linked(at, "owner", "ec2.security_group") {
                    apart.entry(owner).or_default().push(at);
                }
            }
        }
        Rules { world, apart }
    }

    /// A group, and the rules that stand apart from it.
    pub fn of_group(&self, group: At) -> impl Iterator<Item = At> {
        let apart = self.apart.get(&group).into_iter().flatten();
        std::iter::once(group).chain(apart.copied())
    }

    /// The groups that a list names.
    #[must_use]
    pub fn of(&self, unit: usize, list: &[Arm<'_>]) -> Groups {
        let mut groups = Groups::default();
        if list.is_empty() {
            groups.open = Some("it has the default security group of its VPC".to_owned());
        }
        for arm in list {
            let found: Vec<At> = self
                .world
                .targets(unit, arm.value)
                .into_iter()
                .filter(|at| {
                    self.world.is(*at, "ec2.security_group") && !self.world.node(*at).apart
                })
                .collect();
            if found.is_empty() {
                groups.open.get_or_insert_with(|| match arm.value.as_unknown() {
                    Some(unknown) => unknown.decisive().to_string(),
                    None => "its security group is not in the code".to_owned(),
                });
            }
            groups.known.extend(found);
        }
        groups
    }

    /// Whether a connection from somewhere to groups is let through, at both ends.
    #[must_use]
    pub fn admits(
        &self,
        network: &Network,
        from: &Source<'_>,
        to: (&Groups, &Placed),
        ports: Ports,
    ) -> Admits {
        let (groups, placed) = to;
        let inward = self.within(network, groups, "ingress", ports, from);
        let outward = match from {
            Source::World => Admits::Yes(Vec::new()),
            Source::Element(own, _) if own.known.is_empty() => match &own.open {
                Some(reason) => Admits::Unknown(reason.clone()),
                None => Admits::Yes(Vec::new()),
            },
            Source::Element(own, _) => {
                self.within(network, own, "egress", ports, &Source::Element(groups, placed))
            }
        };
        match (inward, outward) {
            (Admits::No(at), _) | (_, Admits::No(at)) => Admits::No(at),
            // What the source may not say is not known where its groups are not; the destination
            // names it all the same.
            (Admits::Yes(mut at), Admits::Yes(more)) => {
                at.extend(more);
                Admits::Yes(at)
            }
            (Admits::Unknown(reason), _) | (_, Admits::Unknown(reason)) => Admits::Unknown(reason),
        }
    }

    /// Whether rules of a direction let through what comes from, or goes to, `other`.
    fn within(
        &self,
        network: &Network,
        groups: &Groups,
        direction: &'static str,
        ports: Ports,
        other: &Source<'_>,
    ) -> Admits {
        if groups.known.is_empty() && groups.open.is_none() {
            // What has no groups, as a network load balancer may, takes what comes.
            return Admits::Yes(Vec::new());
        }
        let mut best = Told::No;
        let mut proof = Vec::new();
        let mut headers = Vec::new();
        for &group in &groups.known {
            headers.extend(self.world.header(group, "security-group"));
            for at in self.of_group(group) {
                let values = self.world.values(at);
                if direction == "egress" && at == group && self.free(group) {
                    return Admits::Yes(Vec::new());
                }
                if values.entries().is_none() {
                    best = best.max(Told::Open);
                }
                let mut ranges = Vec::new();
                for arm in read::find(values, &format!("{direction}.*")) {
                    let told = self.rule(network, at, group, arm.value, ports, other, &mut ranges);
                    if told == Told::Yes {
                        proof.extend(self.world.proof(at, &arm.value.place, "security-group"));
                    }
                    best = best.max(told);
                }
                // Ranges of several rules may hold the internet together.
                if matches!(other, Source::World)
                    && best != Told::Yes
                    && ranges::cover_the_internet(ranges.iter().map(String::as_str))
                {
                    best = Told::Yes;
                    proof.extend(self.world.header(group, "security-group"));
                }
            }
        }
        match (best, &groups.open) {
            (Told::Yes, _) => Admits::Yes(proof),
            (Told::No, None) => Admits::No(headers),
            (Told::No, Some(reason)) => Admits::Unknown(reason.clone()),
            (Told::Open, _) => {
                Admits::Unknown("a rule of its security group is not known".to_owned())
            }
        }
    }

    /// Whether a group lets everything out because nothing is said: CloudFormation's do, Terraform's
    /// provider takes the rule away that AWS puts in.
    fn free(&self, group: At) -> bool {
        let said = self.world.values(group).get("egress").is_some_and(|value| !value.is_null());
        let format = self.world.input(group.unit).document.format;
        !said && !matches!(format, Format::Terraform | Format::Plan)
    }

    #[allow(clippy::too_many_arguments)]
    fn rule(
        &self,
        network: &Network,
        at: At,
        group: At,
        rule: &Value,
        ports: Ports,
        other: &Source<'_>,
        world_ranges: &mut Vec<String>,
    ) -> Told {
        if rule.entries().is_none() {
            return Told::Open;
        }
        let open = covers(rule, ports);
        if open == Told::No {
            return Told::No;
        }
        let mut best = Told::No;
        for path in ["cidr_blocks.*", "ipv6_cidr_blocks.*"] {
            for arm in read::find(rule, path) {
                best = best.max(self.range(network, at.unit, arm.value, other, world_ranges));
            }
        }
        if let Source::Element(own, _) = other {
            if read::switch(rule, "self") == Some(read::Switch::On) && own.known.contains(&group) {
                best = Told::Yes;
            }
            for arm in read::find(rule, "source_security_groups.*") {
                let targets = self.world.targets(at.unit, arm.value);
                let groups: Vec<&At> =
                    targets.iter().filter(|at| self.world.is(**at, "ec2.security_group")).collect();
                best = best.max(if groups.iter().any(|at| own.known.contains(at)) {
                    Told::Yes
                } else if groups.is_empty() || own.open.is_some() {
                    Told::Open
                } else {
                    Told::No
                });
            }
            if !read::find(rule, "prefix_list_ids.*").is_empty() {
                best = best.max(Told::Open);
            }
        }
        best.min(open)
    }

    fn range(
        &self,
        network: &Network,
        unit: usize,
        value: &Value,
        other: &Source<'_>,
        world_ranges: &mut Vec<String>,
    ) -> Told {
        match other {
            Source::World => match value.as_str() {
                Some(text) => {
                    world_ranges.push(text.to_owned());
                    if ranges::cover_the_internet(std::iter::once(text)) {
                        Told::Yes
                    } else {
                        Told::No
                    }
                }
                // The range of a VPC or subnet is no internet.
                None if self.world.targets(unit, value).iter().any(|at| {
                    matches!(
                        self.world.node(*at).ty.as_str(),
                        "ec2.vpc" | "ec2.subnet" | "data.aws_vpc" | "data.aws_subnet"
                    )
                }) =>
                {
                    Told::No
                }
                None => Told::Open,
            },
            Source::Element(_, placed) => {
                let of_its_vpc = self.world.targets(unit, value).iter().any(|at| {
                    let id =
                        format!("vpc:{}", self.world.address(at.unit, &self.world.node(*at).id));
                    placed.vpcs.contains(&id)
                });
                if of_its_vpc {
                    return Told::Yes;
                }
                let Some(range) = value.as_str().and_then(|text| text.trim().parse().ok()) else {
                    return Told::Open;
                };
                match network.holds(range, placed) {
                    Some(true) => Told::Yes,
                    Some(false) => Told::No,
                    None => Told::Open,
                }
            }
        }
    }
}

/// Whether a rule is of some ports.
fn covers(rule: &Value, ports: Ports) -> Told {
    let protocol = read::text(rule, "protocol");
    match protocol {
        Some("all" | "-1") => return Told::Yes,
        Some("tcp" | "udp" | "6" | "17") => {}
        Some(_) => return Told::No,
        None => return Told::Open,
    }
    let (from, to) = (read::int(rule, "from_port"), read::int(rule, "to_port"));
    let (low, high) = match ports {
        Ports::One(port) => (port, port),
        Ports::Ephemeral => (32768, 60999),
        Ports::Any => return Told::Yes,
    };
    match (from, to) {
        (Some(from), Some(to)) if from <= high && low <= to => Told::Yes,
        (Some(_), Some(_)) => Told::No,
        _ => Told::Open,
    }
}
