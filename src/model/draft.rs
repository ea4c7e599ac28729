//! A model in the making: elements, flows and boundaries by id, so that what is said twice is there
//! once.

use super::code::Image;
use super::kinds;
use super::read::{self, When};
use super::v1::{
    Authenticated, Boundary, Certainty, Element, Encrypted, Evidence, Flow, Maybe, Note, Unknown,
};
use super::world::{At, World};
use crate::unit::Presence;
use std::collections::{BTreeMap, BTreeSet};

/// The boundary of everything outside.
pub const INTERNET: &str = "internet";
/// The boundary of what AWS runs.
pub const AWS: &str = "aws";
/// The boundary of a private network outside AWS.
pub const NETWORK: &str = "network";
/// Who deploys.
pub const OPERATOR: &str = "actor.operator";
/// Who uses what is deployed.
pub const END_USER: &str = "actor.end-user";
/// AWS's API.
pub const API: &str = "aws.api";
/// The control plane of ECS.
pub const ECS: &str = "aws.ecs";

/// A flow is the same when kind, ends and port are.
type FlowKey = (&'static str, String, String, Option<i64>);

/// A model in the making.
pub struct Draft<'a> {
    /// What it is drawn from.
    pub world: &'a World<'a>,
    /// The elements by id.
    pub elements: BTreeMap<String, Element>,
    /// The flows.
    pub flows: BTreeMap<FlowKey, Flow>,
    /// The boundaries by id.
    pub boundaries: BTreeMap<String, Boundary>,
    /// The notes.
    pub notes: BTreeSet<Note>,
    /// The images of containers.
    pub images: BTreeSet<Image>,
}

impl<'a> Draft<'a> {
    /// With the boundaries that are always there.
    #[must_use]
    pub fn new(world: &'a World<'a>) -> Draft<'a> {
        let mut draft = Draft {
            world,
            elements: BTreeMap::new(),
            flows: BTreeMap::new(),
            boundaries: BTreeMap::new(),
            notes: BTreeSet::new(),
            images: BTreeSet::new(),
        };
        draft.boundary(boundary(INTERNET, "internet", "Internet"));
        draft.boundary(boundary(AWS, "aws", "AWS"));
        draft
    }

    /// Puts a boundary in, once.
    pub fn boundary(&mut self, boundary: Boundary) -> String {
        let id = boundary.id.clone();
        self.boundaries.entry(id.clone()).or_insert(boundary);
        id
    }

    /// Puts an element in that stands for no resource of the code. Of two with one id the first is
    /// kept, with the places of both.
    pub fn put(&mut self, element: Element) -> String {
        let id = element.id.clone();
        let added = element.evidence.clone();
        let own = self.elements.entry(id.clone()).or_insert(element);
        joined(&mut own.evidence, added);
        id
    }

    /// Puts a resource's element in, once; `None`: its type makes none.
    pub fn element(&mut self, at: At) -> Option<String> {
        let node = self.world.node(at);
        let kind = kinds::of(&node.ty)?;
        let id = format!("{}:{}", kind.kind, self.world.address(at.unit, &node.id));
        if !self.elements.contains_key(&id) {
            let mut element = self.of_node(at, kind.kind);
            if let Some(name) = read::text(&node.values, kind.name) {
                name.clone_into(&mut element.name);
            }
            element.boundary = Some(AWS.to_owned());
            if node.ty.starts_with("data.") {
                element.unknown.push(Unknown {
                    path: String::new(),
                    reason: format!("{} is looked up when it is deployed", node.id),
                });
            }
            self.elements.insert(id.clone(), element);
        }
        Some(id)
    }

    /// The element of a resource, of a kind that its type does not say.
    #[must_use]
    pub fn of_node(&self, at: At, kind: &'static str) -> Element {
        let node = self.world.node(at);
        let input = self.world.input(at.unit);
        let mut element =
            element(format!("{kind}:{}", self.world.address(at.unit, &node.id)), kind);
        element.name = node.display.clone().unwrap_or_else(|| node.name.clone());
        element.unit = Some(input.label.clone());
        element.address = Some(node.id.clone());
        element.source_type = Some(node.source_type.clone());
        element.maybe = presence(&node.presence);
        element.evidence = self.world.header(at, kind);
        element
    }

    /// Puts a flow in; of two with one key the surer one decides, what either proves is kept.
    pub fn flow(&mut self, flow: Flow) {
        let key = (flow.kind, flow.from.clone(), flow.to.clone(), flow.port);
        match self.flows.get_mut(&key) {
            None => {
                self.flows.insert(key, flow);
            }
            Some(own) => {
                own.encrypted = own.encrypted.min(flow.encrypted);
                own.certainty = own.certainty.min(flow.certainty);
                own.redirects &= flow.redirects;
                own.protocol = own.protocol.take().or(flow.protocol);
                if flow.maybe == Maybe::Always(false) {
                    own.maybe = flow.maybe;
                }
                for data in flow.data {
                    if !own.data.contains(&data) {
                        own.data.push(data);
                    }
                }
                joined(&mut own.unknown, flow.unknown);
                joined(&mut own.evidence, flow.evidence);
            }
        }
    }

    /// Notes something.
    pub fn note(&mut self, kind: &'static str, text: String, evidence: Vec<Evidence>) {
        self.notes.insert(Note { kind, text, evidence });
    }
}

fn joined<T: Ord>(own: &mut Vec<T>, more: Vec<T>) {
    own.extend(more);
    own.sort();
    own.dedup();
}

/// Whether a resource is there, as a person reads it.
#[must_use]
pub fn presence(presence: &Presence) -> Maybe {
    let when = match presence {
        Presence::Always => None,
        Presence::If(condition, holds) => Some((&**condition, *holds)),
    };
    maybe(when)
}

/// Whether something is there that hangs on a condition.
#[must_use]
pub fn maybe(when: When<'_>) -> Maybe {
    read::condition(when).map_or(Maybe::Always(false), Maybe::If)
}

/// A boundary of nothing.
#[must_use]
pub fn boundary(id: &str, kind: &'static str, name: &str) -> Boundary {
    Boundary {
        id: id.to_owned(),
        kind,
        name: name.to_owned(),
        address: None,
        parent: None,
        members: Vec::new(),
        properties: BTreeMap::new(),
        evidence: Vec::new(),
        origins: BTreeSet::new(),
    }
}

/// An element of which nothing is known but its id and kind.
#[must_use]
pub fn element(id: String, kind: &'static str) -> Element {
    let name = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix(':')).unwrap_or(&id);
    Element {
        name: name.to_owned(),
        id,
        kind,
        unit: None,
        address: None,
        source_type: None,
        boundary: None,
        maybe: Maybe::Always(false),
        instances: Some(1),
        properties: BTreeMap::new(),
        unknown: Vec::new(),
        findings: Vec::new(),
        evidence: Vec::new(),
        origins: BTreeSet::new(),
    }
}

/// A flow that a rule draws, of which nothing else is known.
#[must_use]
pub fn flow(rule: &'static str, kind: &'static str, from: &str, to: &str) -> Flow {
    Flow {
        id: String::new(),
        kind,
        from: from.to_owned(),
        to: to.to_owned(),
        name: String::new(),
        protocol: None,
        port: None,
        encrypted: Encrypted::Unknown,
        authenticated: Authenticated::Unknown,
        data: Vec::new(),
        crosses: Vec::new(),
        certainty: Certainty::Stated,
        maybe: Maybe::Always(false),
        rule,
        unknown: Vec::new(),
        findings: Vec::new(),
        evidence: Vec::new(),
        redirects: false,
        origins: BTreeSet::new(),
    }
}

impl Flow {
    /// With a protocol and a port.
    #[must_use]
    pub fn over(mut self, protocol: &str, port: Option<i64>) -> Flow {
        self.protocol = (!protocol.is_empty()).then(|| protocol.to_owned());
        self.port = port;
        self
    }

    /// A call of AWS's API: HTTPS with credentials of AWS.
    #[must_use]
    pub fn to_aws(self) -> Flow {
        let mut flow = self.over("HTTPS", Some(443)).encrypted(Encrypted::Yes);
        flow.authenticated = Authenticated::Iam;
        flow
    }

    /// Whether it is encrypted.
    #[must_use]
    pub fn encrypted(mut self, encrypted: Encrypted) -> Flow {
        self.encrypted = encrypted;
        self
    }

    /// How sure it is.
    #[must_use]
    pub fn sure(mut self, certainty: Certainty) -> Flow {
        self.certainty = certainty;
        self
    }

    /// What it carries.
    #[must_use]
    pub fn carrying(mut self, data: &'static str) -> Flow {
        self.data.push(data);
        self
    }

    /// What proves it.
    #[must_use]
    pub fn proved(mut self, evidence: Vec<Evidence>) -> Flow {
        self.evidence.extend(evidence);
        self
    }

    /// When it is there.
    #[must_use]
    pub fn when(mut self, when: When<'_>) -> Flow {
        if when.is_some() {
            self.maybe = maybe(when);
        }
        self
    }

    /// What of it is not known.
    #[must_use]
    pub fn open(mut self, path: &str, reason: Option<String>) -> Flow {
        if let Some(reason) = reason {
            self.unknown.push(Unknown { path: path.to_owned(), reason });
        }
        self
    }
}
