//! How rows name what threats land on.

use super::site::{Site, Spot};
use crate::model::code::Key;
use crate::model::v1::Evidence;
use std::collections::BTreeSet;

impl Site<'_> {
    /// A spot's id, kind, name and places.
    pub fn told(&self, spot: &Spot) -> (String, &'static str, String, Vec<Evidence>) {
        match spot {
            Spot::Element(at) => {
                let own = &self.system.elements[*at];
                (own.id.clone(), "element", self.called(&own.id), own.evidence.clone())
            }
            Spot::Flow(at) => {
                let own = &self.system.flows[*at];
                let name = |id: &str| self.called(id);
                let port = own.port.map_or_else(String::new, |port| format!(" {port}"));
                let protocol = own.protocol.as_deref().unwrap_or(own.kind);
                let text = format!("{} -> {}, {protocol}{port}", name(&own.from), name(&own.to));
                (own.id.clone(), "flow", text, own.evidence.clone())
            }
            Spot::Boundary(at) => {
                let own = &self.system.boundaries[*at];
                let is_named = own.kind != "vpc" || own.name.to_ascii_lowercase().contains("vpc");
                // A label such as `this` is found by its whole address only.
                let shown = own.address.as_deref().filter(|own| own.starts_with("module."));
                let shown = shown.unwrap_or(&own.name);
                let name = if is_named { shown.to_owned() } else { format!("VPC {shown}") };
                (own.id.clone(), "boundary", name, own.evidence.clone())
            }
            Spot::Image(at) => {
                let own = &self.system.code.images[*at];
                let id = format!("image:{}:{}", own.task, own.container);
                let mut evidence = own.evidence.clone();
                evidence.iter_mut().for_each(|own| own.origin = None);
                let all = self.system.code.images.iter();
                let alike = all.filter(|other| other.container == own.container);
                let several = alike.map(|other| &other.task).collect::<BTreeSet<_>>().len() > 1;
                let called = match own.container.as_str() {
                    "" => format!("a container of {}", own.task.address),
                    name => name.to_owned(),
                };
                let several = several && !own.container.is_empty();
                let of =
                    if several { format!(" of {}", self.holder(&own.task)) } else { String::new() };
                (id, "image", format!("image of {called}{of}"), evidence)
            }
            Spot::Resource(key) => {
                let own = self.system.code.nodes.get(key);
                let ty = own.map_or("resource", |own| own.ty.as_str());
                let mut evidence: Vec<Evidence> =
                    own.and_then(|own| own.place.clone()).into_iter().collect();
                evidence.iter_mut().for_each(|own| own.origin = None);
                (format!("{ty}:{key}"), "resource", named(ty, &key.address), evidence)
            }
            Spot::Unread(at) => {
                let own = &self.system.code.unread[*at];
                let id = format!("unread:{}", own.key);
                (id, "resource", own.key.address.clone(), own.place.clone().into_iter().collect())
            }
        }
    }

    /// An element as rows name it: what it is and its name, for what has one of its own.
    pub fn called(&self, id: &str) -> String {
        let Some(at) = self.elements.get(id) else { return id.to_owned() };
        let own = &self.system.elements[*at];
        let name = self.apart.get(at).unwrap_or(&own.name);
        match own.kind.contains(['.', ':']) || name.is_empty() {
            true => name.clone(),
            false => format!("{} {name}", own.kind),
        }
    }

    /// The task definition that has an image, as rows name it.
    fn holder(&self, task: &Key) -> String {
        let all = self.of_key.get(task).into_iter().flatten();
        let mut all = all.map(|at| &self.system.elements[*at]);
        let own = all.find(|own| own.kind == "task-definition");
        own.map_or_else(|| task.address.clone(), |own| self.called(&own.id))
    }
}

/// A resource as rows name it: what it is, where its address does not say it, and the address.
fn named(ty: &str, address: &str) -> String {
    let noun = super::reason::noun(ty);
    let said = address.to_ascii_lowercase().replace(['_', '-', '.'], " ");
    match ty == "resource" || address.is_empty() || said.contains(&noun.to_ascii_lowercase()) {
        true if address.is_empty() => noun,
        true => address.to_owned(),
        false => format!("{noun} {address}"),
    }
}
