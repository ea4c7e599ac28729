//! The normalized document of one unit: the same shape whatever the format, values still located.
//!
//! The located values *are* the side table of places: [`Node::place_of`] walks a path and falls
//! back to the nearest ancestor.

pub mod address;
mod secrets;

pub use secrets::Secrets;

use crate::gap::Gap;
use crate::secret::Known;
use crate::source::Span;
use crate::unit::{Format, LeftOut, Move, Opaque, Presence};
use crate::value::{Condition, Data, Place, Step, Value};
use indexmap::IndexMap;
use std::fmt;
use std::sync::Arc;

/// One step of a path inside a resource's values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A map's key.
    Key(Arc<str>),
    /// A list's index in the stored document.
    Index(usize),
    /// An arm of a [`Data::Either`]: 0 when the condition holds, 1 when it does not. A path names
    /// an arm only where the arm is a list or a list's item; a path without arms goes through the
    /// first arm that has it.
    Arm(usize),
}

/// A path inside a resource's values; empty for the resource itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// This path and one more key.
    #[must_use]
    pub fn key(&self, key: impl Into<Arc<str>>) -> Path {
        let mut path = self.clone();
        path.0.push(Segment::Key(key.into()));
        path
    }

    /// This path and an arm of what stands there.
    #[must_use]
    pub fn arm(&self, arm: usize) -> Path {
        let mut path = self.clone();
        path.0.push(Segment::Arm(arm));
        path
    }

    /// This path and one more index.
    #[must_use]
    pub fn index(&self, index: usize) -> Path {
        let mut path = self.clone();
        path.0.push(Segment::Index(index));
        path
    }

    /// Whether `other` is this path or lies below it.
    #[must_use]
    pub fn encloses(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for Path {
    /// An RFC 6901 JSON pointer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            match segment {
                Segment::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1"))?,
                Segment::Index(index) => write!(f, "/{index}")?,
                Segment::Arm(arm) => write!(f, "/$either/{arm}")?,
            }
        }
        Ok(())
    }
}

/// A resource of the document.
#[derive(Clone, Debug)]
pub struct Node {
    /// The address.
    pub id: String,
    /// The canonical type (`ecs.task_definition`), or the source type where the tables do not map
    /// it.
    pub ty: String,
    /// The type in the source.
    pub source_type: String,
    /// The name in the source.
    pub name: String,
    /// The canonical values, located: a map. An arm of an [`Data::Either`] that is null is missing.
    pub values: Value,
    /// The block's header.
    pub place: Place,
    /// Whether it exists.
    pub presence: Presence,
    /// `{ignore_changes, prevent_destroy, deletion_policy, ...}`, located: a map.
    pub lifecycle: Value,
    /// Addresses of the resources folded into it.
    pub satellites: Vec<String>,
    /// How a person calls it where the address says little.
    pub display: Option<String>,
    /// The call that brings it about, where what is known of a module that is not there makes it: nobody
    /// wrote the rest of its address.
    pub modelled: Option<Arc<str>>,
    /// Attributes in no list that are written and have no value (`task_role_arn = var.role`): their
    /// paths, with dots between the keys, and where their names stand.
    pub nulls: Vec<(String, Span)>,
    /// It stands for a resource elsewhere that it belongs to: of that resource only what the values
    /// say is known, and what they do not say is no lack.
    pub apart: bool,
}

/// A unit's normalized document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The unit's id.
    pub unit: String,
    /// The format.
    pub format: Format,
    /// The unit's root: folder or file.
    pub root: String,
    /// Whether it lies under examples or tests.
    pub example: bool,
    /// The files read.
    pub files: Vec<String>,
    /// Whether it is deployed as it stands.
    pub deployable: bool,
    /// What could not be read.
    pub opaque: Vec<Opaque>,
    /// What registry modules make besides, of which nothing is known.
    pub left_out: Vec<LeftOut>,
    /// The ids of resources of a library that nothing outside it can name: what they lack nobody
    /// adds.
    pub alone: Vec<String>,
    /// What became of addresses that the unit had before.
    pub moves: Vec<Move>,
    /// What was not looked at, or could not be judged.
    pub gaps: Vec<Gap>,
    /// The texts of secret values that the evaluation met.
    pub secrets: Known,
    /// The date the scan counts as today, `YYYY-MM-DD`.
    pub today: String,
    /// The resources by address, in source order.
    pub resources: IndexMap<String, Node>,
    /// The unknown conditions by id.
    pub conditions: IndexMap<Arc<str>, Arc<Condition>>,
    /// The same unit with the existence of things left open where a default alone decides it
    /// ([`crate::unit::Evaluated::otherwise`]).
    pub otherwise: Option<Box<Document>>,
}

/// A path's place: exact, or the nearest ancestor's when the path is not there.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// The value at the path; `None` when an ancestor stands in for it.
    pub value: Option<&'a Value>,
    /// The span of the value, or of the ancestor that stands in for it (for a list item or a
    /// container: where it starts; for a resource: its header).
    pub span: Option<Span>,
    /// The span of the key, where the value has one of its own.
    pub key: Option<Span>,
    /// The steps that carried the value, those of its ancestors included, nearest to the resource
    /// first.
    pub chain: Vec<&'a Step>,
    /// How many segments of the path were found.
    pub depth: usize,
}

impl Node {
    /// Where `path` was written. Through an [`Data::Either`] the first arm that has the path is
    /// taken.
    #[must_use]
    pub fn place_of(&self, path: &Path) -> Located<'_> {
        let mut chain: Vec<&Step> = self.place.steps().collect();
        // What is said about a resource's life stands beside its values, unless it has such an
        // attribute.
        let beside = matches!(path.0.first(), Some(Segment::Key(key)) if &**key == "lifecycle" && self.values.get("lifecycle").is_none());
        let mut at = if beside { &self.lifecycle } else { &self.values };
        let mut span = self.place.span;
        let mut key = None;
        for (depth, segment) in path.0.iter().enumerate().skip(usize::from(beside)) {
            let Some((next, next_key)) = child(at, segment) else {
                return Located { value: None, span, key: None, chain, depth };
            };
            let own: Vec<&Step> = next.place.steps().collect();
            chain.splice(0..0, own);
            at = next;
            span = next.place.span.or(span);
            key = next_key;
        }
        Located { value: Some(at), span, key, chain, depth: path.0.len() }
    }

    /// Where the name of an attribute stands that is written and has no value.
    #[must_use]
    pub fn null_at(&self, path: &Path) -> Option<Span> {
        let (_, span) = self.nulls.iter().find(|(name, _)| {
            let mut keys = name.split('.');
            let alike = path.0.iter().all(|segment| match segment {
                Segment::Key(key) => keys.next() == Some(&**key),
                _ => false,
            });
            alike && keys.next().is_none()
        })?;
        Some(*span)
    }

    /// The value at a path, through arms.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Value> {
        path.0
            .iter()
            .try_fold(&self.values, |at, segment| child(at, segment).map(|(value, _)| value))
    }
}

fn child<'a>(value: &'a Value, segment: &Segment) -> Option<(&'a Value, Option<Span>)> {
    match (&value.data, segment) {
        (Data::Map(map), Segment::Key(key)) => {
            map.entries.get(key).map(|entry| (&entry.value, entry.key))
        }
        (Data::List(list), Segment::Index(index)) => {
            list.items.get(*index).map(|item| (item, None))
        }
        (Data::Either(either), Segment::Arm(arm)) => {
            Some((if *arm == 0 { &either.then } else { &either.otherwise }, None))
        }
        (Data::Either(either), _) => {
            child(&either.then, segment).or_else(|| child(&either.otherwise, segment))
        }
        _ => None,
    }
}

impl Document {
    /// The ids of each type's resources, types sorted, ids in document order.
    #[must_use]
    pub fn by_type(&self) -> IndexMap<&str, Vec<&str>> {
        let mut types: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for node in self.resources.values() {
            types.entry(&node.ty).or_default().push(&node.id);
        }
        types.sort_keys();
        types
    }
}
