//! Digests of what policies see of a world: of each resource, and of all resources of a type.

use super::super::engine::Sum;
use super::super::metadata::Check;
use crate::document::Document;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The digests of one world.
#[derive(Clone, Default)]
pub(super) struct Sums {
    /// Of each resource of the document that is there, with its derived facts.
    own: Vec<Option<Sum>>,
    /// Of the resources of each type, in the document's order; a type without any has none.
    types: Vec<Option<Sum>>,
    /// The types of which a resource changed since those were made.
    changed: BTreeSet<usize>,
    all: Arc<Types>,
}

/// The types of a document, sorted.
#[derive(Default)]
struct Types {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    /// The type of each resource, and the resources of each type, there or not.
    of: Vec<usize>,
    resources: Vec<Vec<usize>>,
}

impl Sums {
    /// Before there is any resource.
    pub(super) fn of(document: &Document) -> Sums {
        let mut resources: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, node) in document.resources.values().enumerate() {
            resources.entry(&node.ty).or_default().push(at);
        }
        let mut all = Types { of: vec![0; document.resources.len()], ..Types::default() };
        for (number, (ty, resources)) in resources.into_iter().enumerate() {
            resources.iter().for_each(|at| all.of[*at] = number);
            all.names.push(ty.to_owned());
            all.numbers.insert(ty.to_owned(), number);
            all.resources.push(resources);
        }
        Sums {
            own: vec![None; all.of.len()],
            types: vec![None; all.names.len()],
            changed: BTreeSet::new(),
            all: Arc::new(all),
        }
    }

    /// A resource of the document is another one now, or (`None`) not there.
    pub(super) fn put(&mut self, at: usize, sum: Option<Sum>) {
        self.own[at] = sum;
        self.changed.insert(self.all.of[at]);
    }

    /// Makes the digests of the types anew that have what changed.
    pub(super) fn settle(&mut self) {
        for ty in std::mem::take(&mut self.changed) {
            let mut sum = Sha256::new();
            let there = self.all.resources[ty].iter().filter_map(|at| self.own[*at].as_ref());
            let count = there.map(|own| sum.update(own)).count();
            self.types[ty] = (count > 0).then(|| sum.finalize().into());
        }
    }

    /// Of all resources, and of what else there is.
    pub(super) fn all(&self, unit: &Sum) -> Sum {
        let mut all = Sha256::new_with_prefix(unit);
        for (ty, sum) in self.all.names.iter().zip(&self.types) {
            let Some(sum) = sum else { continue };
            all.update(ty.as_bytes());
            all.update([0]);
            all.update(sum);
        }
        all.finalize().into()
    }

    /// Of the resources that a check reads, of what else there is, and of the check itself.
    pub(super) fn seen_by(&self, check: &Check, unit: &Sum) -> Sum {
        let mut seen = Sha256::new_with_prefix(unit);
        seen.update(check.id.as_bytes());
        for ty in check.reads.keys() {
            match self.all.numbers.get(ty).and_then(|ty| self.types[*ty]) {
                Some(sum) => seen.update(sum),
                None => seen.update([0]),
            }
        }
        seen.finalize().into()
    }
}
