//! Digests of what policies see of a world: of each resource, and of all resources of a type.

use super::super::engine::Sum;
use super::super::metadata::Check;
use crate::document::Document;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The digests of one world.
#[derive(Clone, Default)]
pub(super) struct Sums {
    /// Of each resource that is there, with its derived facts.
    own: HashMap<String, Sum>,
    /// Of the resources of each type, in the document's order; a type without any has none.
    types: BTreeMap<String, Sum>,
    /// The resources whose own changed since those of the types were made.
    changed: BTreeSet<String>,
    /// All resources of each type, there or not.
    ids: std::sync::Arc<HashMap<String, Vec<String>>>,
}

impl Sums {
    /// Before there is any resource.
    pub(super) fn of(document: &Document) -> Sums {
        let mut ids: HashMap<String, Vec<String>> = HashMap::new();
        for node in document.resources.values() {
            ids.entry(node.ty.clone()).or_default().push(node.id.clone());
        }
        Sums { ids: ids.into(), ..Sums::default() }
    }

    /// A resource is another one now, or (`None`) not there.
    pub(super) fn put(&mut self, id: &str, sum: Option<Sum>) {
        match sum {
            Some(sum) => drop(self.own.insert(id.to_owned(), sum)),
            None => drop(self.own.remove(id)),
        }
        self.changed.insert(id.to_owned());
    }

    /// Makes the digests of the types anew that have what changed.
    pub(super) fn settle(&mut self, document: &Document) {
        let changed = std::mem::take(&mut self.changed);
        let nodes = changed.iter().filter_map(|id| document.resources.get(id));
        let types: BTreeSet<&str> = nodes.map(|node| node.ty.as_str()).collect();
        for ty in types {
            let mut sum = Sha256::new();
            let there = self.ids.get(ty).into_iter().flatten().filter_map(|id| self.own.get(id));
            let count = there.map(|own| sum.update(own)).count();
            if count == 0 {
                self.types.remove(ty);
            } else {
                self.types.insert(ty.to_owned(), sum.finalize().into());
            }
        }
    }

    /// Of all resources, and of what else there is.
    pub(super) fn all(&self, unit: &Sum) -> Sum {
        let mut all = Sha256::new_with_prefix(unit);
        for (ty, sum) in &self.types {
            all.update(ty.as_bytes());
            all.update([0]);
            all.update(sum);
        }
        all.finalize().into()
    }

    /// Of the resources that a check reads, and of the check itself.
    pub(super) fn seen_by(&self, check: &Check, closed: bool) -> Sum {
        let mut seen = Sha256::new_with_prefix([u8::from(closed)]);
        seen.update(check.id.as_bytes());
        for ty in check.reads.keys() {
            match self.types.get(ty) {
                Some(sum) => seen.update(sum),
                None => seen.update([0]),
            }
        }
        seen.finalize().into()
    }
}
