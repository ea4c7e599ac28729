//! Why a finding is undecided.

use super::{Record, Trial};
use crate::document::{Path, Segment};
use crate::policy::metadata::Check;
use crate::policy::place::Ground;
use crate::policy::worlds::Survey;
use crate::unit::Opaque;
use crate::value::Cause;

/// Why a finding is undecided, and the stored unknown it hangs on.
pub struct Open {
    /// Path and place.
    pub at: Option<(Path, Path)>,
    pub cause: Cause,
}

impl Trial<'_> {
    /// What would have to be known for a finding to be decided: the nearest unknown value that the
    /// check reads, else what the unit does not show.
    pub(super) fn cause(
        &self,
        check: &Check,
        resource: &str,
        path: &Path,
        record: &Record,
        survey: &Survey,
        ground: &Ground,
    ) -> Open {
        let unknowns = survey.unknowns(resource);
        if record.unknown
            && let Some(at) = unknowns.iter().find(|unknown| unknown.place == record.place)
        {
            return Open {
                at: Some((path.clone(), record.place.clone())),
                cause: at.reason.clone(),
            };
        }
        if let Some(open) = ground.open.first() {
            return Open { at: None, cause: Cause::Condition(open.clone()) };
        }
        if record.closed && record.favourable == 0 {
            return Open { at: None, cause: self.elsewhere() };
        }
        let paths = check.reads.get(&self.document.resources[resource].ty);
        let read: Vec<_> = unknowns
            .iter()
            .filter(|unknown| {
                paths.is_some_and(|paths| paths.keys().any(|pattern| unknown.is_read_by(pattern)))
            })
            .collect();
        // The nearest unknown: below the finding's own place, then in the object around it, then
        // anywhere in the resource that does not stand in another list item.
        let around = ground.object.clone();
        let near = read
            .iter()
            .find(|unknown| record.place.encloses(&unknown.place))
            .or_else(|| read.iter().find(|unknown| around.encloses(&unknown.place)))
            .or_else(|| {
                read.iter().find(|unknown| {
                    unknown.place.0.iter().all(|segment| !matches!(segment, Segment::Index(_)))
                })
            })
            .or_else(|| read.first());
        if let Some(unknown) = near {
            return Open {
                at: Some((unknown.place.clone(), unknown.place.clone())),
                cause: unknown.reason.clone(),
            };
        }
        if let Some(first) = survey.conditions.first().filter(|_| record.absent != 0) {
            return Open { at: None, cause: Cause::Condition(first.clone()) };
        }
        let elsewhere = self
            .document
            .resources
            .values()
            .filter(|node| check.reads.contains_key(&node.ty))
            .find_map(|node| survey.unknowns(&node.id).first());
        let cause = match elsewhere {
            Some(unknown) => unknown.reason.clone(),
            None => self.elsewhere(),
        };
        Open { at: None, cause }
    }

    /// What is outside of the unit and may add what is missing.
    fn elsewhere(&self) -> Cause {
        if !self.document.deployable {
            return Cause::Caller;
        }
        self.document.opaque.first().map_or(
            Cause::Part("a value it depends on is not known"),
            |Opaque { address, .. }| {
                Cause::outside(format!("{address} is not read and may add what is missing here"))
            },
        )
    }
}
