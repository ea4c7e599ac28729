//! What an evaluation depends on, as digests: where two documents have the same, checks find the
//! same at the same paths. A comparison judges the other side only where they differ.
//!
//! Places and provenance are no part of it: the same values written elsewhere are judged alike.

use super::{PolicySet, Selection};
use crate::document::{Document, Node};
use crate::normalize::{EDGES, facts_from, has_facts};
use crate::source::Span;
use crate::unit::Presence;
use crate::value::{Data, Piece, Type, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

type Sum = [u8; 32];

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
    /// Of this, whether it exists and where it names what.
    wires: Sum,
    /// The resources that it names.
    to: BTreeSet<Arc<str>>,
}

impl Seen {
    /// Looks through a document.
    #[must_use]
    pub fn of(document: &Document) -> Seen {
        let mut spans = Spans::default();
        let mut sum = Sums::new(&mut spans);
        // All of them by name, so that a new one is either hashed here or said to be no part of it.
        let Document {
            unit,
            format,
            deployable,
            alone,
            opaque,
            today,
            conditions,
            resources,
            otherwise,
            root: _,
            example: _,
            files: _,
            left_out: _,
            moves: _,
            gaps: _,
            secrets: _,
        } = document;
        (unit, format.name(), deployable, alone, today).hash(&mut sum);
        for opaque in opaque {
            (&opaque.address, &opaque.source, &opaque.inputs).hash(&mut sum);
        }
        for condition in conditions.values() {
            condition.hash(&mut sum);
        }
        let unit = sum.sum.done();
        let nodes = resources.values().map(|node| Own::of(node, &mut spans)).collect();
        let otherwise = otherwise.as_deref().map(|other| Box::new(Seen::of(other)));
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
        let changed = changed(&self.by_type(), &other.by_type());
        let mut types: BTreeSet<&str> = changed.iter().map(|changed| changed.ty).collect();
        let stirs = |rewired: bool| {
            let all = changed.iter().filter(move |changed| changed.rewired == rewired);
            all.map(|changed| changed.id).collect::<BTreeSet<&str>>()
        };
        let told: BTreeSet<&str> = types.iter().flat_map(|ty| facts_from(ty)).copied().collect();
        for side in [self, other] {
            types.extend(side.near(&stirs(true)).filter(|ty| has_facts(ty)));
            types.extend(side.near(&stirs(false)).filter(|ty| told.contains(ty)));
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

    /// The types of the resources whose facts can tell of others.
    fn near<'a>(&'a self, ids: &BTreeSet<&'a str>) -> impl Iterator<Item = &'a str> {
        let mut near = ids.clone();
        for _ in 0..if ids.is_empty() { 0 } else { EDGES } {
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
        let near = move |node: &&Own| near.contains(node.id.as_str());
        self.nodes.iter().filter(near).map(|node| node.ty.as_str())
    }
}

/// A resource that is not the same on both sides.
struct Changed<'a> {
    id: &'a str,
    ty: &'a str,
    /// It, or an edge of it, came or went.
    rewired: bool,
}

/// The resources that are not the same on both sides. Where a type's order is another one, all of
/// that type are.
fn changed<'a>(
    one: &BTreeMap<&'a str, Vec<&'a Own>>,
    two: &BTreeMap<&'a str, Vec<&'a Own>>,
) -> Vec<Changed<'a>> {
    let mut changed = Vec::new();
    for (ty, mine) in one {
        let of = |node: &'a Own, rewired| Changed { id: &node.id, ty: &node.ty, rewired };
        let theirs = two.get(ty).map_or(&[][..], Vec::as_slice);
        let pairs = || mine.iter().zip(theirs);
        if mine.len() == theirs.len() && pairs().all(|(mine, theirs)| mine.id == theirs.id) {
            let pairs = pairs().filter(|(mine, theirs)| mine.sum != theirs.sum);
            changed.extend(pairs.map(|(mine, theirs)| of(mine, mine.wires != theirs.wires)));
        } else {
            changed.extend(mine.iter().chain(theirs).map(|node| of(node, true)));
        }
    }
    changed
}

impl Own {
    fn of(node: &Node, spans: &mut Spans) -> Own {
        let mut sum = Sums::new(spans);
        let Node {
            id,
            ty,
            source_type,
            name,
            values,
            presence,
            lifecycle,
            satellites,
            display,
            modelled,
            nulls: _,
            apart,
            place: _,
        } = node;
        (id, ty, source_type, name, satellites, display, modelled, apart).hash(&mut sum);
        if let Presence::If(condition, wanted) = presence {
            (&condition.id, wanted).hash(&mut sum);
            (&condition.id, wanted).hash(&mut sum.wires);
        }
        sum.value(values);
        sum.value(lifecycle);
        let Sums { sum, wires, to, .. } = sum;
        let (id, ty) = (id.clone(), ty.clone());
        Own { id, ty, sum: sum.done(), wires: wires.done(), to }
    }
}

/// The places of what is known by its place alone, by the number in which they are met: a comparison
/// asks whether two of them are one, not where they are.
type Spans = HashMap<Option<Span>, usize>;

/// A digest as it is made.
#[derive(Default)]
struct Digested(Sha256);

impl Hasher for Digested {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

impl Digested {
    fn done(self) -> Sum {
        self.0.finalize().into()
    }
}

/// The digests of a resource as they are made.
struct Sums<'a> {
    sum: Digested,
    wires: Digested,
    to: BTreeSet<Arc<str>>,
    /// Where the value at hand stands.
    path: Vec<Step>,
    spans: &'a mut Spans,
}

#[derive(Clone, Hash)]
enum Step {
    Key(Arc<str>),
    Item(usize),
}

impl Hasher for Sums<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.sum.write(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

impl<'a> Sums<'a> {
    fn new(spans: &'a mut Spans) -> Sums<'a> {
        let (sum, wires) = (Digested::default(), Digested::default());
        Sums { sum, wires, to: BTreeSet::new(), path: Vec::new(), spans }
    }

    fn inside(&mut self, step: Step, value: &Value) {
        self.path.push(step);
        self.value(value);
        self.path.pop();
    }

    fn value(&mut self, value: &Value) {
        value.marks.hash(self);
        if let Some(refs) = &value.refs {
            refs.hash(self);
            (&self.path, refs).hash(&mut self.wires);
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
                let items = list.items.iter().enumerate();
                items.for_each(|(at, item)| self.inside(Step::Item(at), item));
            }
            Data::Map(map) => {
                (5_u8, map.kind as u8, map.entries.len(), &map.rest).hash(self);
                for (key, entry) in &map.entries {
                    key.hash(self);
                    self.inside(Step::Key(key.clone()), &entry.value);
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
