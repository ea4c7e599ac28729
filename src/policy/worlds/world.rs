//! One world: what the engine is given, and the way back from what it answers.

use super::sums::Sums;
use super::trace::{Stored, Trace};
use crate::document::{Document, Segment};
use crate::policy::engine::{Datum, Held, Sum};
use crate::policy::metadata::Check;
use std::sync::Arc;

/// A world, ready for the engine, with the way back to the stored document.
pub(crate) struct World<'a> {
    pub(crate) input: Datum,
    pub(super) document: &'a Document,
    pub(super) traces: Arc<Traces>,
    /// Digests of what policies see.
    pub(super) sums: Arc<Sums>,
    /// Of what they see of the unit itself, and of the settings: where something may add to it, and where
    /// nothing does.
    pub(super) units: [Sum; 2],
    /// Whether nothing outside adds anything to the unit.
    pub(super) closed: bool,
    /// Whether checks that it was made for together may see of it what they would not see of their own.
    pub(crate) mixed: bool,
}

/// The way back from each resource of the document that is there.
pub(super) type Traces = Vec<Option<Arc<Trace>>>;

impl World<'_> {
    /// A finding's path in the stored document; `None` when no such resource is in this world.
    pub(crate) fn stored(&self, resource: &str, path: &[Segment]) -> Option<Stored> {
        let at = self.document.resources.get_index_of(resource)?;
        self.traces[at].as_ref().map(|trace| trace.stored(path))
    }

    /// A digest of all that policies see, but for the unit's id.
    pub(crate) fn sum(&self) -> Sum {
        self.sums.all(&self.units[usize::from(self.closed)])
    }

    /// A digest of what a check sees of this world: in another one with the same, of this unit or not, it
    /// finds the same.
    pub(crate) fn seen_by(&self, check: &Check, held: Held) -> Sum {
        let closed = held.asks_closed && self.closed;
        self.sums.seen_by(check, &self.units[usize::from(closed)])
    }
}
