//! What a change does to the attack surface: two models of the same paths, compared by id.
//!
//! Exposure is what matters: a way in or out that is new, encryption that is lost, a store that
//! becomes public, a threat that reopens or is open by more. Where code only moves there is none.

mod pair;
mod threats;

use super::v1::{Certainty, Element, Encrypted, Evidence, Flow, Model, System};
use pair::{Pairs, pairs};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-model-change/1";

/// What a change adds to a model and takes from it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Change {
    /// The format's name and version.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: String,
    /// What the model is compared with.
    pub base: String,
    /// What to look at: new exposure, the worst kinds first.
    pub exposure: Vec<Exposure>,
    /// What is new.
    pub added: Parts,
    /// What is gone.
    pub removed: Parts,
    /// What is there on both sides, and differs.
    pub changed: Vec<Changed>,
    /// Elements that are called differently, and do the same.
    pub renamed: Vec<Renamed>,
    /// What is less certain than before.
    pub less_known: Vec<Changed>,
    /// Files that neither side has: what they change is not known.
    pub unseen: Vec<Unseen>,
}

/// A file that is not compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Unseen {
    /// Its path, relative to the folder that was compared.
    pub path: String,
    /// Why.
    pub why: String,
    /// What would bring it in.
    pub cure: String,
}

impl Change {
    /// Whether nothing of the attack surface differs.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.exposure.is_empty()
            && self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.less_known.is_empty()
    }
}

/// Parts of a model.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct Parts {
    /// Trust boundaries.
    pub boundaries: Vec<Item>,
    /// Elements.
    pub elements: Vec<Item>,
    /// Data flows.
    pub flows: Vec<Item>,
}

impl Parts {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.boundaries.is_empty() && self.elements.is_empty() && self.flows.is_empty()
    }
}

/// A part of a model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Item {
    /// The system's first unit.
    pub system: String,
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// How a person calls it.
    pub name: String,
    /// Where it stands.
    pub place: Option<Evidence>,
}

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Changed {
    /// The system's first unit.
    pub system: String,
    /// What: an element, a flow, or a threat.
    pub id: String,
    /// How a person calls it.
    pub name: String,
    /// What of it.
    pub field: &'static str,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
    /// Where it stands.
    pub place: Option<Evidence>,
}

/// An element that is called differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Renamed {
    /// The system's first unit.
    pub system: String,
    /// Its id before.
    pub from: String,
    /// Its id now.
    pub to: String,
}

/// New exposure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Exposure {
    /// What it is.
    pub kind: Kind,
    /// The system's first unit.
    pub system: String,
    /// The flow, element or threat.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// Where it stands in the code.
    pub place: Option<Evidence>,
}

/// What new exposure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A flow that leaves or enters the internet.
    Internet,
    /// A store where the internet reaches it.
    PublicStore,
    /// Encryption that is lost.
    Unencrypted,
    /// A workload shares its host.
    Host,
    /// Somebody may run commands in a workload.
    Exec,
    /// A workload may change what AWS runs.
    AwsApi,
    /// A threat that was dealt with, or that is open by more than before.
    Threat,
}

/// Elements that keep data.
const STORES: &[&str] = &["database", "cache", "search", "broker", "file-system", "bucket"];

/// Compares two models of the same paths. `base`: how the first one is called.
#[must_use]
pub fn compare(before: &Model, after: &Model, base: &str) -> Change {
    let mut change = Change {
        schema: SCHEMA,
        version: after.version,
        today: after.today.clone(),
        base: base.to_owned(),
        exposure: Vec::new(),
        added: Parts::default(),
        removed: Parts::default(),
        changed: Vec::new(),
        renamed: Vec::new(),
        less_known: Vec::new(),
        unseen: Vec::new(),
    };
    let mut left: Vec<&System> = before.systems.iter().collect();
    let nothing = System::default();
    for system in &after.systems {
        let shared =
            |other: &&System| other.units.iter().filter(|unit| system.units.contains(unit)).count();
        let best = left.iter().enumerate().filter(|(_, other)| shared(other) > 0);
        let best = best.max_by_key(|(at, other)| (shared(other), std::cmp::Reverse(*at)));
        let other = best.map(|(at, _)| at).map_or(&nothing, |at| left.remove(at));
        Comparing::new(other, system).all(&mut change);
    }
    for system in left {
        Comparing::new(system, &nothing).all(&mut change);
    }
    change.exposure.sort();
    change.exposure.dedup();
    for parts in [&mut change.added, &mut change.removed] {
        for list in [&mut parts.boundaries, &mut parts.elements, &mut parts.flows] {
            list.sort();
        }
    }
    change.changed.sort();
    change.renamed.sort();
    change.less_known.sort();
    change
}

/// Two systems that are one.
struct Comparing<'m> {
    before: &'m System,
    after: &'m System,
    label: String,
    pairs: Pairs<'m>,
    names: BTreeMap<&'m str, &'m str>,
}

impl<'m> Comparing<'m> {
    fn new(before: &'m System, after: &'m System) -> Comparing<'m> {
        let label = after.units.first().or(before.units.first()).cloned().unwrap_or_default();
        let both = before.elements.iter().chain(&after.elements);
        let names = both.map(|own| (own.id.as_str(), own.name.as_str())).collect();
        Comparing { before, after, label, pairs: pairs(before, after), names }
    }

    fn all(&self, change: &mut Change) {
        self.elements(change);
        self.flows(change);
        self.threats(change);
    }

    fn item(&self, id: &str, kind: &'static str, name: String, places: &[Evidence]) -> Item {
        Item {
            system: self.label.clone(),
            id: id.to_owned(),
            kind,
            name,
            place: places.first().cloned(),
        }
    }

    fn elements(&self, change: &mut Change) {
        let ids = |system: &'m System| -> BTreeSet<&'m str> {
            system.boundaries.iter().map(|own| own.id.as_str()).collect()
        };
        let (old, new) = (ids(self.before), ids(self.after));
        for own in self.after.boundaries.iter().filter(|own| !old.contains(own.id.as_str())) {
            let item = self.item(&own.id, own.kind, own.name.clone(), &own.evidence);
            change.added.boundaries.push(item);
        }
        for own in self.before.boundaries.iter().filter(|own| !new.contains(own.id.as_str())) {
            let item = self.item(&own.id, own.kind, own.name.clone(), &own.evidence);
            change.removed.boundaries.push(item);
        }
        let item = |own: &Element| self.item(&own.id, own.kind, own.name.clone(), &own.evidence);
        change.added.elements.extend(self.pairs.new_elements.iter().map(|own| item(own)));
        change.removed.elements.extend(self.pairs.old_elements.iter().map(|own| item(own)));
        for (one, other) in &self.pairs.elements {
            if one.id != other.id {
                change.renamed.push(Renamed {
                    system: self.label.clone(),
                    from: one.id.clone(),
                    to: other.id.clone(),
                });
            }
            let word = |text: &Option<String>| text.clone().unwrap_or_default();
            let (from, to) = (word(&one.boundary), word(&other.boundary));
            if from != to {
                change.changed.push(self.changed(other, "boundary", &from, &to));
                if STORES.contains(&other.kind) && is_public(&to) && !is_public(&from) {
                    self.public(change, other);
                }
            }
        }
        let is_new = |own: &&&Element| {
            STORES.contains(&own.kind) && own.boundary.as_deref().is_some_and(is_public)
        };
        for own in self.pairs.new_elements.iter().filter(is_new) {
            self.public(change, own);
        }
    }

    fn public(&self, change: &mut Change, own: &Element) {
        change.exposure.push(Exposure {
            kind: Kind::PublicStore,
            system: self.label.clone(),
            id: own.id.clone(),
            text: format!("{} {} stands in public subnets", own.kind, own.name),
            place: own.evidence.first().cloned(),
        });
    }

    fn changed(&self, own: &Element, field: &'static str, from: &str, to: &str) -> Changed {
        Changed {
            system: self.label.clone(),
            id: own.id.clone(),
            name: own.name.clone(),
            field,
            from: from.to_owned(),
            to: to.to_owned(),
            place: own.evidence.first().cloned(),
        }
    }

    fn flow_name(&self, own: &Flow) -> String {
        let name =
            |id: &str| self.names.get(id).map_or_else(|| id.to_owned(), |own| (*own).to_owned());
        let port = own.port.map_or_else(String::new, |port| format!(" {port}"));
        let protocol = own.protocol.as_deref().unwrap_or(own.kind);
        format!("{} -> {}, {protocol}{port}", name(&own.from), name(&own.to))
    }

    fn flows(&self, change: &mut Change) {
        let item = |own: &Flow| self.item(&own.id, own.kind, self.flow_name(own), &own.evidence);
        for own in &self.pairs.new_flows {
            change.added.flows.push(item(own));
            self.exposed(change, own, "new");
        }
        change.removed.flows.extend(self.pairs.old_flows.iter().map(|own| item(own)));
        for (one, other) in &self.pairs.flows {
            let name = self.flow_name(other);
            let differs = |field, from: String, to: String| Changed {
                system: self.label.clone(),
                id: other.id.clone(),
                name: name.clone(),
                field,
                from,
                to,
                place: other.evidence.first().cloned(),
            };
            let port =
                |port: Option<i64>| port.map_or_else(|| "-".to_owned(), |port| port.to_string());
            let protocol = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let fields = [
                ("port", port(one.port), port(other.port)),
                ("protocol", protocol(&one.protocol), protocol(&other.protocol)),
                ("encrypted", word(&one.encrypted), word(&other.encrypted)),
                ("authenticated", word(&one.authenticated), word(&other.authenticated)),
                ("maybe", word(&one.maybe), word(&other.maybe)),
            ];
            for (field, from, to) in fields {
                if from != to {
                    change.changed.push(differs(field, from, to));
                }
            }
            if one.encrypted == Encrypted::Yes
                && matches!(other.encrypted, Encrypted::No | Encrypted::Unknown)
            {
                let how = match other.encrypted {
                    Encrypted::No => "is not encrypted any more",
                    _ => "is not known to be encrypted any more",
                };
                change.exposure.push(self.exposure(
                    Kind::Unencrypted,
                    other,
                    format!("{name} {how}"),
                ));
            }
            if one.certainty < other.certainty {
                let told = differs("certainty", word(&one.certainty), word(&other.certainty));
                change.less_known.push(told);
            } else if one.certainty > other.certainty {
                let told = differs("certainty", word(&one.certainty), word(&other.certainty));
                change.changed.push(told);
                self.exposed(change, other, "certain now");
            }
            let (was, is) = (crosses(one), crosses(other));
            if is && !was {
                self.exposed(change, other, "new");
            }
        }
    }

    fn exposure(&self, kind: Kind, own: &Flow, text: String) -> Exposure {
        Exposure {
            kind,
            system: self.label.clone(),
            id: own.id.clone(),
            text,
            place: own.evidence.first().cloned(),
        }
    }

    /// What a flow exposes that is new, or that is surer than before.
    fn exposed(&self, change: &mut Change, own: &Flow, how: &str) {
        let kind = match own.kind {
            "host" => Kind::Host,
            "exec" => Kind::Exec,
            "aws-api" => Kind::AwsApi,
            _ if crosses(own) => Kind::Internet,
            _ => return,
        };
        let encrypted = match own.encrypted {
            Encrypted::No => ", not encrypted",
            Encrypted::Unknown => ", encryption not known",
            Encrypted::Yes | Encrypted::Provider => "",
        };
        let sure = match own.certainty {
            Certainty::Undecided => ", undecided",
            Certainty::Inferred => ", inferred",
            Certainty::Stated | Certainty::Blocked => "",
        };
        let what = match kind {
            Kind::Host => "shares the host",
            Kind::Exec => "lets an operator run commands",
            Kind::AwsApi => "may change what AWS runs",
            _ => "crosses the internet",
        };
        let text = format!("{how}: {} ({what}{encrypted}{sure})", self.flow_name(own));
        change.exposure.push(self.exposure(kind, own, text));
    }
}

fn crosses(own: &Flow) -> bool {
    own.crosses.iter().any(|id| id == "internet")
}

fn is_public(boundary: &str) -> bool {
    boundary == "internet" || boundary.ends_with(":public")
}

/// A value as the format writes it.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
