//! What of two systems is the same: by id, and what is called differently by the flows that it has.

use crate::model::v1::{Element, Flow, System};
use std::collections::{BTreeMap, BTreeSet};

/// What is the same, what is gone, what is new.
pub(super) struct Pairs<'m> {
    pub elements: Vec<(&'m Element, &'m Element)>,
    pub old_elements: Vec<&'m Element>,
    pub new_elements: Vec<&'m Element>,
    pub flows: Vec<(&'m Flow, &'m Flow)>,
    pub old_flows: Vec<&'m Flow>,
    pub new_flows: Vec<&'m Flow>,
    /// New ids by old ones, of elements and flows.
    renamed: BTreeMap<&'m str, &'m str>,
}

impl Pairs<'_> {
    /// A target's id as the new side has it.
    pub fn translated(&self, id: &str) -> String {
        if let Some(new) = self.renamed.get(id) {
            return (*new).to_owned();
        }
        // The image of a container of a task definition.
        if let Some(rest) = id.strip_prefix("image:") {
            for (old, new) in &self.renamed {
                let prefixes =
                    (old.strip_prefix("task-definition:"), new.strip_prefix("task-definition:"));
                if let (Some(old), Some(new)) = prefixes
                    && let Some(container) =
                        rest.strip_prefix(old).filter(|rest| rest.starts_with(':'))
                {
                    return format!("image:{new}{container}");
                }
            }
        }
        id.to_owned()
    }
}

/// Elements whose name is what they are: another host is another thing.
fn is_its_name(own: &Element) -> bool {
    own.address.is_none() && !matches!(own.kind, "log-group" | "secret" | "parameter")
}

/// Pairs the elements and flows of two systems.
pub(super) fn pairs<'m>(before: &'m System, after: &'m System) -> Pairs<'m> {
    let by_id = |system: &'m System| -> BTreeMap<&'m str, &'m Element> {
        system.elements.iter().map(|own| (own.id.as_str(), own)).collect()
    };
    let (old, new) = (by_id(before), by_id(after));
    let mut elements = Vec::new();
    let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
    for (id, own) in &old {
        if let Some(other) = new.get(id) {
            elements.push((*own, *other));
        }
    }
    let gone: Vec<&Element> =
        old.values().filter(|own| !new.contains_key(own.id.as_str())).copied().collect();
    let come: Vec<&Element> =
        new.values().filter(|own| !old.contains_key(own.id.as_str())).copied().collect();
    let shape = |system: &'m System, all: &[&'m Element]| {
        let mut found: BTreeMap<(&str, Vec<String>), Vec<&'m Element>> = BTreeMap::new();
        let hidden: BTreeMap<&str, &str> =
            all.iter().map(|own| (own.id.as_str(), own.kind)).collect();
        for own in all.iter().filter(|own| !is_its_name(own)) {
            found.entry((own.kind, flows_of(system, own, &hidden))).or_default().push(own);
        }
        found
    };
    let (lost, found) = (shape(before, &gone), shape(after, &come));
    for (key, one) in &lost {
        let Some(other) = found.get(key).filter(|other| other.len() == one.len()) else { continue };
        for (one, other) in one.iter().zip(other) {
            renamed.insert(&one.id, &other.id);
            elements.push((*one, *other));
        }
    }
    let taken: BTreeSet<&str> = renamed.values().copied().collect();
    let old_elements =
        gone.into_iter().filter(|own| !renamed.contains_key(own.id.as_str())).collect();
    let new_elements = come.into_iter().filter(|own| !taken.contains(own.id.as_str())).collect();
    let mut paired = Pairs {
        elements,
        old_elements,
        new_elements,
        flows: Vec::new(),
        old_flows: Vec::new(),
        new_flows: Vec::new(),
        renamed,
    };
    flows(before, after, &mut paired);
    paired
}

/// The flows of an element as others see them: what is itself gone or new by its kind alone.
fn flows_of(system: &System, own: &Element, hidden: &BTreeMap<&str, &str>) -> Vec<String> {
    let end = |id: &str| match hidden.get(id) {
        _ if id == own.id => "self".to_owned(),
        Some(kind) => format!("a {kind}"),
        None => id.to_owned(),
    };
    let flows = system.flows.iter().filter(|flow| flow.is_drawn());
    let flows = flows.filter(|flow| flow.from == own.id || flow.to == own.id);
    let mut all: Vec<String> = flows
        .map(|flow| {
            format!(
                "{} {} {} {:?} {:?} {:?}",
                flow.kind,
                end(&flow.from),
                end(&flow.to),
                flow.port,
                flow.protocol,
                flow.encrypted
            )
        })
        .collect();
    all.sort();
    all
}

/// Flows by kind and ends, those with one port first; what is left of a side has another port.
fn flows<'m>(before: &'m System, after: &'m System, paired: &mut Pairs<'m>) {
    type Ends<'m> = BTreeMap<(&'m str, &'m str, &'m str), Vec<&'m Flow>>;
    let renamed = paired.renamed.clone();
    let now = |id: &'m str| renamed.get(id).copied().unwrap_or(id);
    let mut old: Ends<'m> = BTreeMap::new();
    for flow in before.flows.iter().filter(|flow| flow.is_drawn()) {
        old.entry((flow.kind, now(&flow.from), now(&flow.to))).or_default().push(flow);
    }
    let mut new: Ends<'m> = BTreeMap::new();
    for flow in after.flows.iter().filter(|flow| flow.is_drawn()) {
        new.entry((flow.kind, &flow.from, &flow.to)).or_default().push(flow);
    }
    for (ends, all) in new {
        let mut own = old.remove(&ends).unwrap_or_default();
        let mut left = Vec::new();
        for flow in all {
            match own.iter().position(|other| other.port == flow.port) {
                Some(at) => paired.flows.push((own.remove(at), flow)),
                None => left.push(flow),
            }
        }
        let mut own = own.into_iter();
        for flow in left {
            match own.next() {
                Some(other) => paired.flows.push((other, flow)),
                None => paired.new_flows.push(flow),
            }
        }
        paired.old_flows.extend(own);
    }
    paired.old_flows.extend(old.into_values().flatten());
    for (one, other) in &paired.flows {
        if one.id != other.id {
            paired.renamed.insert(&one.id, &other.id);
        }
    }
}
