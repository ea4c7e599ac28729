//! What an evaluation depends on, as digests: where two documents have the same, checks find the
//! same at the same paths. A comparison judges the other side only where they differ.
//!
//! Places and provenance are no part of it: the same values written elsewhere are judged alike.

use super::{PolicySet, Selection};
use crate::document::{Document, Node};
use crate::normalize::has_facts;
use crate::source::Span;
use crate::unit::Presence;
use crate::value::{Data, Piece, Type, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

type Sum = [u8; 32];

/// Edges that facts of a resource look along at most ([`crate::normalize::derive`]).
const EDGES: usize = 2;

/// What of a document checks see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// All that is no resource.
    unit: Sum,
    /// The resources, in the document's order.
    nodes: Vec<Own>,
    /// The same of what defaults leave out.
    otherwise: Option<Box<Seen>>,
}

/// What of a resource checks see.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Own {
    id: String,
    ty: String,
    sum: Sum,
    /// The resources that it names.
    to: BTreeSet<Arc<str>>,
}

impl Seen {
    /// Looks through a document.
    #[must_use]
    pub fn of(document: &Document) -> Seen {
        let mut spans = Spans::default();
        let mut sum = Sums::new(&mut spans);
        let Document { unit, format, deployable, opaque, today, conditions, .. } = document;
        (unit, format.name(), deployable, today).hash(&mut sum);
        for opaque in opaque {
            (&opaque.address, &opaque.source, &opaque.inputs).hash(&mut sum);
        }
        for condition in conditions.values() {
            condition.hash(&mut sum);
        }
        let unit = sum.done().0;
        let nodes = document.resources.values().map(|node| Own::of(node, &mut spans)).collect();
        let otherwise = document.otherwise.as_deref().map(|other| Box::new(Seen::of(other)));
        Seen { unit, nodes, otherwise }
    }

    /// The checks of a selection that find on one document what they find on the other.
    #[must_use]
    pub fn alike(&self, other: &Seen, set: &PolicySet, selection: &Selection) -> BTreeSet<String> {
        if self == other {
            return selection.checks.clone();
        }
        let Some(types) = self.differing(other) else { return BTreeSet::new() };
        // What a policy of one's own really reads nobody has held against its METADATA.
        let alike = |id: &&String| {
            set.check(id).is_some_and(|check| {
                set.is_bytecode(id) && !check.reads.keys().any(|ty| types.contains(ty.as_str()))
            })
        };
        selection.checks.iter().filter(alike).cloned().collect()
    }

    /// The types of which checks may see something else; `None`: any.
    fn differing<'a>(&'a self, other: &'a Seen) -> Option<BTreeSet<&'a str>> {
        if self.unit != other.unit || self.types() != other.types() {
            return None;
        }
        let mut types = BTreeSet::new();
        let changed = changed(&self.by_type(), &other.by_type());
        for side in [self, other] {
            types.extend(side.touched(&changed));
        }
        match (&self.otherwise, &other.otherwise) {
            (None, None) => {}
            (Some(one), Some(two)) => types.extend(one.differing(two)?),
            _ => return None,
        }
        Some(types)
    }

    fn types(&self) -> BTreeSet<&str> {
        self.nodes.iter().map(|node| node.ty.as_str()).collect()
    }

    fn by_type(&self) -> BTreeMap<&str, Vec<&Own>> {
        let mut by_type: BTreeMap<&str, Vec<&Own>> = BTreeMap::new();
        for node in &self.nodes {
            by_type.entry(&node.ty).or_default().push(node);
        }
        by_type
    }

    /// The types of resources that changed, and of those whose facts can have.
    fn touched(&self, changed: &BTreeSet<&str>) -> BTreeSet<&str> {
        let mut near: BTreeSet<&str> = changed.clone();
        for _ in 0..EDGES {
            let mut further = near.clone();
            for node in &self.nodes {
                let inside = near.contains(node.id.as_str());
                for to in &node.to {
                    if inside {
                        further.insert(to);
                    } else if near.contains(&**to) {
                        further.insert(&node.id);
                    }
                }
            }
            near = further;
        }
        let differs = |node: &&Own| {
            let id = node.id.as_str();
            changed.contains(id) || has_facts(&node.ty) && near.contains(id)
        };
        self.nodes.iter().filter(differs).map(|node| node.ty.as_str()).collect()
    }
}

/// The resources that are not the same on both sides. Where a type's order is another one, all of
/// that type are.
fn changed<'a>(
    one: &BTreeMap<&'a str, Vec<&'a Own>>,
    two: &BTreeMap<&'a str, Vec<&'a Own>>,
) -> BTreeSet<&'a str> {
    let mut changed = BTreeSet::new();
    for (ty, mine) in one {
        let theirs = two.get(ty).map_or(&[][..], Vec::as_slice);
        let ids = |nodes: &[&'a Own]| nodes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>();
        if ids(mine) == ids(theirs) {
            let pairs = mine.iter().zip(theirs).filter(|(mine, theirs)| mine.sum != theirs.sum);
            changed.extend(pairs.map(|(mine, _)| mine.id.as_str()));
        } else {
            changed.extend(ids(mine));
            changed.extend(ids(theirs));
        }
    }
    changed
}

impl Own {
    fn of(node: &Node, spans: &mut Spans) -> Own {
        let mut sum = Sums::new(spans);
        let Node { id, ty, source_type, name, values, lifecycle, satellites, display, .. } = node;
        (id, ty, source_type, name, satellites, display, node.apart).hash(&mut sum);
        if let Presence::If(condition, wanted) = &node.presence {
            (&condition.id, wanted).hash(&mut sum);
        }
        sum.value(values);
        sum.value(lifecycle);
        let (sum, to) = sum.done();
        Own { id: id.clone(), ty: ty.clone(), sum, to }
    }
}

/// The places of what is known by its place alone, by the number in which they are met: a comparison
/// asks whether two of them are one, not where they are.
type Spans = HashMap<Option<Span>, usize>;

/// A digest as it is made.
struct Sums<'a> {
    sum: Sha256,
    to: BTreeSet<Arc<str>>,
    spans: &'a mut Spans,
}

impl Hasher for Sums<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.sum.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

impl<'a> Sums<'a> {
    fn new(spans: &'a mut Spans) -> Sums<'a> {
        Sums { sum: Sha256::new(), to: BTreeSet::new(), spans }
    }

    fn done(self) -> (Sum, BTreeSet<Arc<str>>) {
        (self.sum.finalize().into(), self.to)
    }

    fn value(&mut self, value: &Value) {
        value.marks.hash(self);
        if let Some(refs) = &value.refs {
            refs.hash(self);
            self.to.extend(refs.iter().map(|reference| reference.to.clone()));
        }
        match &value.data {
            Data::Null => 0_u8.hash(self),
            Data::Bool(value) => (1_u8, value).hash(self),
            Data::Number(number) => (2_u8, number.to_string()).hash(self),
            Data::String(text) => {
                (3_u8, &text.text).hash(self);
                for part in text.parts.iter().flat_map(|parts| parts.iter()) {
                    (part.start, part.marks).hash(self);
                    self.encoded(part.encoded.as_deref());
                }
            }
            Data::List(list) => {
                (4_u8, list.kind as u8, list.items.len()).hash(self);
                list.items.iter().for_each(|item| self.value(item));
            }
            Data::Map(map) => {
                (5_u8, map.kind as u8, map.entries.len(), &map.rest).hash(self);
                for (key, entry) in &map.entries {
                    key.hash(self);
                    self.value(&entry.value);
                }
            }
            Data::Unknown(unknown) => {
                (6_u8, &unknown.reason, unknown.rest, &unknown.identity).hash(self);
                ty(&unknown.ty, self);
                self.encoded(unknown.encoded.as_deref());
                unknown.pieces.len().hash(self);
                unknown.pieces.iter().for_each(|piece| self.piece(piece));
            }
            Data::Either(either) => {
                (7_u8, &either.condition.id).hash(self);
                self.value(&either.then);
                self.value(&either.otherwise);
            }
        }
    }

    fn encoded(&mut self, value: Option<&Value>) {
        value.is_some().hash(self);
        value.into_iter().for_each(|value| self.value(value));
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Known { text, marks, encoded, .. } => {
                (0_u8, text, marks).hash(self);
                self.encoded(encoded.as_deref());
            }
            Piece::Unknown(value) => {
                let next = self.spans.len();
                let met = *self.spans.entry(value.place.span).or_insert(next);
                (1_u8, met).hash(self);
                self.value(value);
            }
        }
    }
}

fn ty(of: &Type, sum: &mut Sums<'_>) {
    std::mem::discriminant(of).hash(sum);
    match of {
        Type::Any | Type::String | Type::Number | Type::Bool => {}
        Type::List(item) | Type::Set(item) | Type::Map(item) => ty(item, sum),
        Type::Tuple(items) => {
            items.len().hash(sum);
            items.iter().for_each(|item| ty(item, sum));
        }
        Type::Object(entries) => {
            entries.len().hash(sum);
            for (name, entry) in entries {
                name.hash(sum);
                ty(entry, sum);
            }
        }
    }
}
