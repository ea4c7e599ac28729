//! The way back from a world's path to the stored document: worlds drop list items, choose arms and
//! make things up.

use crate::document::{Path, Segment};
use std::collections::HashMap;
use std::sync::Arc;

/// How one value of a world came from the stored document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Trace {
    /// Everything below has the same path.
    #[default]
    Same,
    /// The stored value is unknown: whatever stands below was made up.
    Unknown,
    /// The stored value is a text that is known in part: what stands here keeps what is known.
    Partial,
    /// A map; keys that are not listed have the same path, or with `rest` belong to the entries
    /// that nobody can name.
    Map { entries: HashMap<Arc<str>, Trace>, rest: bool },
    /// A list, by the world's index.
    List(Vec<Slot>),
    /// An arm of an unknown condition.
    Arm { arm: usize, named: Named, inner: Box<Trace> },
}

/// A list item of a world.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slot {
    /// Its index in the stored list: that of the rest for what was made up for it.
    pub(crate) index: usize,
    /// No stored item stands here.
    pub(crate) made_up: bool,
    /// What is below.
    pub(crate) trace: Trace,
}

/// Whether a path names the arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// The arm is a list's item: always.
    Item,
    /// The arm is a list: where the path goes on below it.
    List,
    /// Neither: the arm is erased.
    No,
}

/// A world's path in the stored document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    /// The path that identifies it.
    pub(crate) path: Path,
    /// The path with all arms: the place.
    pub(crate) place: Path,
    /// It ends at a stored unknown, or would go on below one.
    pub(crate) unknown: bool,
    /// It would go on below a stored unknown: it stands on something made up.
    pub(crate) made_up: bool,
}

impl Trace {
    /// Translates a world's path.
    pub(crate) fn stored(&self, world: &[Segment]) -> Stored {
        let mut out = Stored {
            path: Path::default(),
            place: Path::default(),
            unknown: false,
            made_up: false,
        };
        let mut at = self;
        let mut rest = world.iter();
        loop {
            // A world has no arms: a path is led through the arm that the world was made with.
            while let Trace::Arm { arm, named, inner } = at {
                out.place.0.push(Segment::Arm(*arm));
                if *named == Named::Item || (*named == Named::List && !rest.as_slice().is_empty()) {
                    out.path.0.push(Segment::Arm(*arm));
                }
                at = inner;
            }
            let Some(segment) = rest.next() else {
                out.unknown = matches!(at, Trace::Unknown | Trace::Partial);
                return out;
            };
            let (step, next) = match (at, segment) {
                (Trace::Unknown, _) => {
                    out.unknown = true;
                    out.made_up = true;
                    return out;
                }
                (Trace::Map { entries, rest }, Segment::Key(key)) => match entries.get(key) {
                    None if *rest => {
                        out.unknown = true;
                        out.made_up = true;
                        return out;
                    }
                    found => (segment.clone(), found.unwrap_or(&Trace::Same)),
                },
                (Trace::List(slots), Segment::Index(index)) => match slots.get(*index) {
                    Some(slot) => {
                        // What a world made up has the place of the unknown that it was made for.
                        if slot.made_up {
                            out.path.0.push(Segment::Index(slot.index));
                            out.place.0.push(Segment::Index(slot.index));
                            out.unknown = true;
                            out.made_up = true;
                            return out;
                        }
                        (Segment::Index(slot.index), &slot.trace)
                    }
                    None => (segment.clone(), &Trace::Same),
                },
                (_, segment) => (segment.clone(), &Trace::Same),
            };
            out.path.0.push(step.clone());
            out.place.0.push(step);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Segment {
        Segment::Key(key.into())
    }

    #[test]
    fn indexes_arms_and_what_was_made_up() {
        let item = Trace::Arm { arm: 1, named: Named::Item, inner: Box::new(Trace::Same) };
        let list = Trace::List(vec![
            Slot { index: 2, made_up: false, trace: item },
            Slot { index: 3, made_up: true, trace: Trace::Unknown },
        ]);
        let erased = Trace::Arm { arm: 0, named: Named::No, inner: Box::new(Trace::Same) };
        let top = Trace::Map {
            entries: [("containers".into(), list), ("log".into(), erased)].into(),
            rest: false,
        };
        let stored = top.stored(&[key("containers"), Segment::Index(0), key("user")]);
        assert_eq!(stored.path.to_string(), "/containers/2/$either/1/user");
        let stored = top.stored(&[key("containers"), Segment::Index(1), key("user")]);
        assert!(stored.made_up && stored.path.to_string() == "/containers/3");
        let stored = top.stored(&[key("log"), key("driver")]);
        assert_eq!(
            (stored.path.to_string().as_str(), stored.place.to_string().as_str()),
            ("/log/driver", "/log/$either/0/driver")
        );
        assert_eq!(top.stored(&[key("other"), key("x")]).path.to_string(), "/other/x");
    }
}
