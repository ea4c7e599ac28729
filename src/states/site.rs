//! Where threats land in a system: its elements, flows, boundaries, images and resources, each with
//! the resources of the code that stand behind it.

use crate::model::code::{Key, Origin, Resource};
use crate::model::names_apart;
use crate::model::v1::{Element, Encrypted, Flow, System};
use crate::policy::{TargetOf, TargetPlace, Under};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Something that a threat can land on, by its number in the system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    Element(usize),
    Flow(usize),
    Boundary(usize),
    Image(usize),
    Resource(Key),
    /// A module or stack that is called and not read.
    Unread(usize),
}

/// The resources behind a spot: all of one, or some of its containers.
pub(super) type Behind = BTreeMap<Key, Option<BTreeSet<String>>>;

/// Whether what is said of a resource, or of a container of it, is said of a spot.
pub(super) fn has(behind: &Behind, key: &Key, part: Option<&str>) -> bool {
    match (behind.get(key), part) {
        (None, _) => false,
        (Some(None), _) | (Some(Some(_)), None) => true,
        (Some(Some(parts)), Some(part)) => parts.contains(part),
    }
}

/// A system with what threats ask of it.
pub(super) struct Site<'m> {
    pub system: &'m System,
    pub(super) elements: HashMap<&'m str, usize>,
    /// The elements that resources have.
    pub(super) of_key: HashMap<&'m Key, Vec<usize>>,
    /// The roles of hosts that containers get.
    host_roles: BTreeSet<&'m Key>,
    /// What a resource's address is folded into.
    folded: HashMap<Key, Key>,
    /// What is part of a resource.
    parts: BTreeMap<&'m Key, Vec<&'m Key>>,
    by_type: BTreeMap<&'m str, Vec<&'m Key>>,
    /// The ends of flows that are drawn, with their kinds.
    ended: BTreeSet<(&'m str, &'m str)>,
    /// Names of elements that would be taken for one another otherwise, by their numbers.
    pub(super) apart: BTreeMap<usize, String>,
}

/// What the calls of an operator go by.
const CALLERS: &[&str] = &[
    "provider.aws",
    "terraform.backend",
    "terraform.module",
    "iam.access_key",
    "iam.user",
    "iam.group",
    "iam.role",
];
/// Who may do something.
const PRINCIPALS: &[&str] = &["iam.role", "iam.user", "iam.group"];
/// What an account's people are known by.
const ACCOUNT: &[&str] =
    &["iam.account_password_policy", "iam.user", "iam.group", "cognito.user_pool"];
/// Elements that keep data.
const STORES: &[&str] =
    &["bucket", "table", "database", "cache", "search", "file-system", "queue", "stream"];

impl<'m> Site<'m> {
    pub fn new(system: &'m System) -> Site<'m> {
        let mut site = Site {
            system,
            elements: HashMap::new(),
            of_key: HashMap::new(),
            host_roles: BTreeSet::new(),
            folded: HashMap::new(),
            parts: BTreeMap::new(),
            by_type: BTreeMap::new(),
            ended: BTreeSet::new(),
            apart: names_apart(&system.elements),
        };
        let drawn = system.flows.iter().filter(|own| own.is_drawn());
        site.ended.extend(drawn.map(|own| (own.kind, own.to.as_str())));
        for (at, own) in system.elements.iter().enumerate() {
            site.elements.insert(&own.id, at);
            for origin in own.origins.iter().filter(|_| own.address.is_some()) {
                let all = site.of_key.entry(&origin.key).or_default();
                if all.last() != Some(&at) {
                    all.push(at);
                }
            }
        }
        for (key, own) in &system.code.nodes {
            site.host_roles.extend(&own.host_roles);
            for address in &own.satellites {
                let satellite = Key { unit: key.unit.clone(), address: address.clone() };
                site.folded.insert(satellite, key.clone());
            }
            for owner in &own.owners {
                site.parts.entry(owner).or_default().push(key);
            }
            if !own.apart {
                site.by_type.entry(&own.ty).or_default().push(key);
            }
        }
        site
    }

    /// The resource that an address means: itself, or what it is folded into.
    pub fn owner(&self, unit: &str, address: &str) -> Key {
        let key = Key { unit: unit.to_owned(), address: address.to_owned() };
        match self.system.code.nodes.contains_key(&key) {
            true => key,
            false => self.folded.get(&key).cloned().unwrap_or(key),
        }
    }

    /// The container that a finding's path leads to.
    pub fn part(&self, key: &Key, path: &str) -> Option<&'m str> {
        let number = path.strip_prefix("/containers/")?.split('/').next()?.parse::<usize>().ok()?;
        self.system.code.nodes.get(key)?.containers.get(number)?.as_deref()
    }

    /// Whether it is a task definition.
    pub fn is_task(&self, key: &Key) -> bool {
        let own = self.system.code.nodes.get(key);
        own.is_some_and(|own| own.ty == "ecs.task_definition")
    }

    /// The resources of a type.
    pub fn of_type(&self, ty: &str) -> &[&'m Key] {
        self.by_type.get(ty).map_or(&[], Vec::as_slice)
    }

    pub(super) fn element(&self, id: &str) -> Option<&'m Element> {
        self.elements.get(id).map(|at| &self.system.elements[*at])
    }

    fn kind(&self, id: &str) -> &'m str {
        self.element(id).map_or("", |own| own.kind)
    }

    /// Where something stands that is behind no target: at the element that has it, else at itself.
    pub fn stand(&self, key: &Key) -> Spot {
        // An element's own resource goes before others that it is proved by.
        let own = |at: &&usize| {
            let element = &self.system.elements[**at];
            element.address.as_deref().is_some_and(|own| own.ends_with(&key.address))
        };
        let all = self.of_key.get(key).map(Vec::as_slice).unwrap_or_default();
        let element = all.iter().find(own).or(all.first());
        element.map_or_else(|| Spot::Resource(key.clone()), |at| Spot::Element(*at))
    }

    /// What a selector stands for.
    pub fn spots(&self, of: &TargetOf) -> BTreeSet<Spot> {
        let name = of.name.as_str();
        match of.place {
            TargetPlace::Flow => {
                let flows = self.system.flows.iter().enumerate();
                flows
                    .filter(|(_, own)| self.is_flow(own, of))
                    .map(|(at, _)| Spot::Flow(at))
                    .collect()
            }
            TargetPlace::Element => {
                let all = self.system.elements.iter().enumerate();
                all.filter(|(_, own)| self.is_element(own, name))
                    .map(|(at, _)| Spot::Element(at))
                    .collect()
            }
            TargetPlace::Boundary => {
                let all = self.system.boundaries.iter().enumerate();
                all.filter(|(_, own)| own.kind == name).map(|(at, _)| Spot::Boundary(at)).collect()
            }
            TargetPlace::Image => (0..self.system.code.images.len()).map(Spot::Image).collect(),
            TargetPlace::Resource => {
                let keys: Vec<&Key> = match name {
                    "principal" => {
                        PRINCIPALS.iter().flat_map(|ty| self.of_type(ty)).copied().collect()
                    }
                    "account" => ACCOUNT.iter().flat_map(|ty| self.of_type(ty)).copied().collect(),
                    "task-role" => {
                        let all = self.system.code.nodes.values();
                        all.flat_map(|own| own.task_roles.iter().chain(&own.host_roles)).collect()
                    }
                    "host" => self.system.code.hosts.iter().collect(),
                    _ => self.of_type(name).to_vec(),
                };
                keys.into_iter().cloned().map(Spot::Resource).collect()
            }
            TargetPlace::Subjects => BTreeSet::new(),
        }
    }

    fn is_flow(&self, own: &Flow, of: &TargetOf) -> bool {
        let is_workload = |id: &str| matches!(self.kind(id), "service" | "task");
        let kind = match of.name.as_str() {
            "clear" => {
                matches!(own.encrypted, Encrypted::No | Encrypted::Unknown)
                    && !matches!(own.kind, "credentials" | "host")
                    && !own.redirects
            }
            "peer" => is_workload(&own.from) && is_workload(&own.to),
            name => own.kind == name,
        };
        let under = match of.under {
            None => true,
            Some(Under::Task) => !self.task_roles(own).is_empty(),
            Some(Under::Execution) => !self.execution_roles(own).is_empty(),
        };
        let to = || of.to.as_ref().is_none_or(|to| self.kind(&own.to) == to);
        own.is_drawn() && kind && under && to()
    }

    fn is_element(&self, own: &Element, name: &str) -> bool {
        let ends = |kind: &str| self.ended.contains(&(kind, own.id.as_str()));
        match name {
            "workload" => matches!(own.kind, "service" | "task"),
            "store" => STORES.contains(&own.kind),
            "log-bucket" => own.kind == "bucket" && (ends("logs") || ends("audit")),
            "pulled-registry" => own.kind == "registry" && ends("pull"),
            "ingress-end" => {
                matches!(own.kind, "service" | "task" | "api-gateway" | "app") && ends("ingress")
            }
            _ => own.kind == name,
        }
    }

    /// The task definitions of a workload.
    fn tasks(&self, id: &str) -> Vec<&'m Key> {
        let Some(own) = self.element(id) else { return Vec::new() };
        let keys = own.origins.iter().map(|origin| &origin.key);
        keys.flat_map(|key| match self.system.code.nodes.get(key) {
            Some(node) if node.ty == "ecs.service" => node.tasks.iter().collect(),
            Some(node) if node.ty == "ecs.task_definition" => vec![key],
            _ => Vec::new(),
        })
        .collect()
    }

    /// The roles of the containers that start a flow.
    fn task_roles(&self, own: &Flow) -> Vec<&'m Key> {
        let nodes = &self.system.code.nodes;
        let tasks = self.tasks(&own.from).into_iter().filter_map(|key| nodes.get(key));
        tasks.flat_map(|own| own.task_roles.iter().chain(&own.host_roles)).collect()
    }

    /// The roles of hosts under which a spot stands, because its tasks have none of their own.
    pub fn host_roles(&self, spot: &Spot) -> BTreeSet<&'m Key> {
        let nodes = &self.system.code.nodes;
        let of_tasks = |id: &str| -> Vec<&'m Key> {
            let tasks = self.tasks(id).into_iter().filter_map(|key| nodes.get(key));
            tasks.flat_map(|own| &own.host_roles).collect()
        };
        match spot {
            Spot::Flow(at) => {
                let own = &self.system.flows[*at];
                match own.kind {
                    "pull" | "secret" => {
                        let keys = own.origins.iter().filter_map(|origin| nodes.get(&origin.key));
                        keys.flat_map(|own| &own.start_roles).collect()
                    }
                    "logs" => {
                        let keys = own.origins.iter().filter_map(|origin| nodes.get(&origin.key));
                        let started = keys.flat_map(|own| &own.start_roles);
                        started.chain(of_tasks(&own.from)).collect()
                    }
                    "data" | "aws-api" => of_tasks(&own.from).into_iter().collect(),
                    _ => BTreeSet::new(),
                }
            }
            Spot::Element(at) => of_tasks(&self.system.elements[*at].id).into_iter().collect(),
            Spot::Resource(key) => self.host_roles.get(key).copied().into_iter().collect(),
            _ => BTreeSet::new(),
        }
    }

    /// What is to be said of a service whose task definition is not in the code, and of a flow that its
    /// containers start or are started by.
    pub fn without_task(&self, spot: &Spot) -> Option<String> {
        let lacks = |id: &str| self.kind(id) == "service" && self.tasks(id).is_empty();
        match spot {
            Spot::Element(at) => lacks(&self.system.elements[*at].id)
                .then(|| "its task definition is not in this code".to_owned()),
            Spot::Flow(at) => {
                let own = &self.system.flows[*at];
                let end = match own.kind {
                    "credentials" | "logs" | "data" | "aws-api" | "host" | "mount" => &own.from,
                    "launch" => &own.to,
                    _ => return None,
                };
                let named =
                    || format!("the task definition of {} is not in this code", self.called(end));
                lacks(end).then(named)
            }
            _ => None,
        }
    }

    /// Whether every role that a task of the system gets is in the code.
    pub fn knows_roles(&self) -> bool {
        let mut all = self.system.code.nodes.values().filter(|own| !own.apart);
        let unseen = |own: &Resource| !own.unseen_roles.is_empty();
        let unrun = |own: &Resource| own.ty == "ecs.service" && own.tasks.is_empty();
        !self.of_type("ecs.task_definition").is_empty() && !all.any(|own| unseen(own) || unrun(own))
    }

    /// Whether the code has task definitions or services.
    pub fn has_tasks(&self) -> bool {
        ["ecs.task_definition", "ecs.service"].iter().any(|ty| !self.of_type(ty).is_empty())
    }

    /// The roles of what starts the containers that a flow is about.
    fn execution_roles(&self, own: &Flow) -> Vec<&'m Key> {
        let nodes = &self.system.code.nodes;
        let keys = own.origins.iter().filter_map(|origin| nodes.get(&origin.key));
        keys.flat_map(|own| own.execution_roles.iter().chain(&own.start_roles))
            .filter_map(|key| nodes.get_key_value(key).map(|(key, _)| key))
            .collect()
    }

    /// The resources behind a spot.
    pub fn behind(&self, spot: &Spot) -> Behind {
        let mut behind = Behind::new();
        match spot {
            Spot::Element(at) => self.behind_element(&self.system.elements[*at], &mut behind),
            Spot::Flow(at) => self.behind_flow(&self.system.flows[*at], &mut behind),
            Spot::Boundary(at) => {
                let own = &self.system.boundaries[*at];
                own.origins.iter().for_each(|origin| add(&mut behind, origin));
            }
            Spot::Image(at) => {
                let own = &self.system.code.images[*at];
                let parts = Some(BTreeSet::from([own.container.clone()]));
                behind.insert(own.task.clone(), parts);
                let registry = own.registry.as_deref().and_then(|id| self.element(id));
                let registry = registry.filter(|own| own.address.is_some());
                for origin in registry.iter().flat_map(|own| &own.origins) {
                    add(&mut behind, origin);
                }
            }
            Spot::Resource(key) => {
                behind.insert(key.clone(), None);
                self.with_parts(&mut behind);
                for (task, own) in &self.system.code.nodes {
                    if own.task_roles.contains(key) || own.host_roles.contains(key) {
                        behind.insert(task.clone(), None);
                    }
                }
            }
            Spot::Unread(_) => {}
        }
        behind
    }

    fn behind_element(&self, own: &Element, behind: &mut Behind) {
        own.origins.iter().for_each(|origin| add(behind, origin));
        for origin in &own.origins {
            if let Some(node) = self.system.code.nodes.get(&origin.key) {
                let further = node.tasks.iter().chain(&node.clusters);
                let further = further.chain(&node.hosts).chain(&node.groups);
                behind.extend(further.map(|key| (key.clone(), None)));
            }
        }
        if own.kind == "registry" {
            let pulls = self.system.flows.iter();
            let pulls = pulls.filter(|flow| flow.kind == "pull" && flow.to == own.id);
            pulls.flat_map(|flow| &flow.origins).for_each(|origin| add(behind, origin));
        }
        self.with_parts(behind);
    }

    fn behind_flow(&self, own: &Flow, behind: &mut Behind) {
        own.origins.iter().for_each(|origin| add(behind, origin));
        for id in [&own.from, &own.to] {
            let Some(end) = self.element(id) else { continue };
            let workload = matches!(end.kind, "service" | "task");
            if workload && matches!(own.kind, "logs" | "pull" | "secret") {
                // Of such a flow the containers are known that it is of.
                let whole = end.origins.iter().filter(|origin| !behind.contains_key(&origin.key));
                let whole: Vec<&Origin> = whole.collect();
                whole.into_iter().for_each(|origin| add(behind, origin));
            } else if workload || end.address.is_some() {
                end.origins.iter().for_each(|origin| add(behind, origin));
                behind.extend(self.tasks(id).into_iter().map(|key| (key.clone(), None)));
            }
        }
        let roles = match own.kind {
            "data" | "aws-api" => self.task_roles(own),
            "pull" | "secret" | "logs" => self.execution_roles(own),
            "api" => CALLERS.iter().flat_map(|ty| self.of_type(ty)).copied().collect(),
            "control" => self.of_type("cloudtrail.trail").to_vec(),
            // A policy names the target by texts that no reference follows.
            "scale" => {
                let units: BTreeSet<&str> =
                    own.origins.iter().map(|origin| origin.key.unit.as_str()).collect();
                let all = self.of_type("appautoscaling.policy").iter().copied();
                all.filter(|key| units.contains(key.unit.as_str())).collect()
            }
            _ => Vec::new(),
        };
        behind.extend(roles.into_iter().map(|key| (key.clone(), None)));
        // A flow comes in by the listener that proves it, not by all that its end has.
        let listener =
            |key: &Key| self.system.code.nodes.get(key).is_some_and(|own| own.ty == "elb.listener");
        let proved: BTreeSet<Key> = behind.keys().filter(|key| listener(key)).cloned().collect();
        self.with_parts(behind);
        behind.retain(|key, _| !listener(key) || proved.contains(key));
    }

    fn with_parts(&self, behind: &mut Behind) {
        let keys: Vec<Key> = behind.keys().cloned().collect();
        for key in keys {
            let parts = self.parts.get(&key).into_iter().flatten();
            behind.extend(parts.map(|part| ((*part).clone(), None)));
        }
    }

    /// Whether it is an event source that the model does not draw: it starts no task.
    pub fn is_undrawn(&self, spot: &Spot) -> bool {
        let Spot::Resource(key) = spot else { return false };
        let own = self.system.code.nodes.get(key);
        own.is_some_and(|own| matches!(own.ty.as_str(), "events.rule" | "scheduler.schedule"))
    }

    /// Whether tasks get credentials from a metadata service, in clear as all do.
    pub fn has_credentials(&self) -> bool {
        self.system.flows.iter().any(|own| own.kind == "credentials" && own.is_drawn())
    }

    /// Whether a spot is a flow whose encryption nothing shows.
    pub fn is_clear(&self, spot: &Spot) -> Option<Encrypted> {
        let Spot::Flow(at) = spot else { return None };
        let own = &self.system.flows[*at];
        let clear = matches!(own.encrypted, Encrypted::No | Encrypted::Unknown);
        (clear && !own.redirects && !matches!(own.kind, "credentials" | "host"))
            .then_some(own.encrypted)
    }
}

fn add(behind: &mut Behind, origin: &Origin) {
    match (behind.get_mut(&origin.key), &origin.part) {
        (None, part) => {
            let parts = part.clone().map(|part| BTreeSet::from([part]));
            behind.insert(origin.key.clone(), parts);
        }
        (Some(None), _) => {}
        (Some(parts), None) => *parts = None,
        (Some(Some(parts)), Some(part)) => {
            parts.insert(part.clone());
        }
    }
}
