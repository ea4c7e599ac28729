//! Located values: what an evaluator knows of one attribute, where it was written and how it got
//! there.
//!
//! Every stage up to the policy engine works on [`Value`]. A value that cannot be known statically
//! is a [`Data::Unknown`] with a [`Cause`], one whose condition cannot be known is a [`Data::Either`];
//! neither is ever guessed.

mod arm;
mod cause;
mod place;
mod plain;
pub mod secrets;

use crate::source::Span;
use indexmap::IndexMap;
use std::sync::Arc;

pub use crate::number::Number;
pub use arm::{arm_of, arm_of_item};
pub use cause::{Cause, PLAN, Store, UnreadModule, WhyUnread};
pub use place::{Marks, Place, Step, StepKind};
pub use plain::is_no_plain;

/// A value with its place, its marks and the resources it refers to. Cloning is cheap: containers
/// are shared.
#[derive(Clone, Debug)]
pub struct Value {
    /// What is known.
    pub data: Data,
    /// Where it was written, and what carried it here.
    pub place: Place,
    /// What is known about its nature, even where the value itself is not.
    pub marks: Marks,
    /// Resources it refers to: edges of the graph, kept where the value is unknown and where it is
    /// known.
    pub refs: Refs,
}

/// The resources that a value refers to; `None` is the common, empty case.
pub type Refs = Option<Arc<[Reference]>>;

/// What is known of a value.
#[derive(Clone, Debug)]
pub enum Data {
    /// Terraform `null`, JSON `null`, `AWS::NoValue`: normalized to missing.
    Null,
    /// A boolean.
    Bool(bool),
    /// An exact number.
    Number(Number),
    /// A string that is known as a whole.
    String(Text),
    /// A list, tuple or set.
    List(Arc<List>),
    /// A map or object.
    Map(Arc<Map>),
    /// Not known; perhaps partly.
    Unknown(Arc<Unknown>),
    /// One of two values, by a condition that is not known. All values of one condition move
    /// together.
    Either(Arc<Either>),
}

/// A known string and, where it was put together, what its parts are.
#[derive(Clone, Debug)]
pub struct Text {
    /// The decoded text.
    pub text: Arc<str>,
    /// The places of its parts by ascending decoded offset, the first at 0. `None`: the whole text
    /// was written at the value's own place.
    pub parts: Option<Arc<[Part]>>,
}

/// A run of a known string: from `start` to the next part's start.
#[derive(Clone, Debug)]
pub struct Part {
    /// Decoded byte offset in the whole string.
    pub start: u32,
    /// Where this run was written. When the text at the span equals the run, offsets inside it
    /// correspond one to one.
    pub place: Place,
    /// Marks of this run.
    pub marks: Marks,
    /// The value this run is the JSON or YAML encoding of (`jsonencode`), so that decoding it loses
    /// no place.
    pub encoded: Option<Arc<Value>>,
}

/// What a list was in the source; JSON and YAML lists are tuples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `[a, b]`.
    Tuple,
    /// `list(T)`.
    List,
    /// `set(T)`: sorted and without duplicates.
    Set,
}

/// A list's items.
#[derive(Clone, Debug)]
pub struct List {
    /// Tuple, list or set.
    pub kind: ListKind,
    /// The items. An [`Unknown`] item with `rest` stands for any number of further items.
    pub items: Vec<Value>,
}

/// What a map was in the source; JSON and YAML maps are objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// `{a = 1}`.
    Object,
    /// `map(T)`.
    Map,
}

/// A map's entries in source order.
#[derive(Clone, Debug)]
pub struct Map {
    /// Object or map.
    pub kind: MapKind,
    /// The entries.
    pub entries: IndexMap<Arc<str>, Entry>,
    /// Set when there may be further entries that nobody can name (an unknown key, `merge` with an
    /// unknown map): the cause.
    pub rest: Option<Cause>,
}

/// So many keys are compared sooner than one is hashed.
const FEW: usize = 8;

impl Map {
    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        if self.entries.len() > FEW {
            return self.entries.get(key);
        }
        self.entries.iter().find(|(own, _)| ***own == *key).map(|(_, entry)| entry)
    }
}

/// One entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key was written.
    pub key: Option<Span>,
    /// The value.
    pub value: Value,
}

/// A value that is not known, and what is known of it all the same.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Why.
    pub reason: Cause,
    /// Its type where the source declares one.
    pub ty: Type,
    /// For a string that is known in part: its pieces in order, at least one of them unknown. Empty
    /// otherwise.
    pub pieces: Vec<Piece>,
    /// In a list: stands for any number of further items.
    pub rest: bool,
    /// The value this string is the encoding of (`jsonencode` of something that holds unknowns).
    pub encoded: Option<Arc<Value>>,
    /// The expression that gives it, where the reason alone does not tell it from another unknown:
    /// two items of one unknown list have the list's reason, and are not the same value.
    pub identity: Option<Arc<str>>,
}

/// A piece of a partly known string.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Known text.
    Known {
        /// The text.
        text: Arc<str>,
        /// Where it was written.
        place: Place,
        /// Its marks.
        marks: Marks,
        /// The value this run is the JSON or YAML encoding of (`jsonencode` of something known), as
        /// in [`Part`].
        encoded: Option<Arc<Value>>,
    },
    /// A value that is not known: its data is [`Data::Unknown`]; it keeps its reason, references
    /// and marks.
    Unknown(Value),
}

/// A Terraform type constraint, as far as it is known.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Type {
    /// Nothing is known of the type.
    #[default]
    Any,
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `tuple([T, ...])`
    Tuple(Vec<Type>),
    /// `object({name = T, ...})`
    Object(IndexMap<Arc<str>, Type>),
}

/// An unknown condition's two values.
#[derive(Clone, Debug)]
pub struct Either {
    /// The condition.
    pub condition: Arc<Condition>,
    /// The value when it holds.
    pub then: Value,
    /// The value when it does not.
    pub otherwise: Value,
}

/// A condition that is not known. Its `id` is its resolved expression; a negation shares the id
/// with the arms swapped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    /// Identity within the unit.
    pub id: Arc<str>,
    /// As written, for messages.
    pub text: Arc<str>,
    /// Why it is not known.
    pub reason: Cause,
}

/// An edge to another resource of the unit, by address, or to something outside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The address of the resource referred to (`module.x.aws_iam_role.task[0]`, a logical id).
    pub to: Arc<str>,
    /// The attribute (`arn`, `id`), as the source spells it; empty for the resource as a whole.
    pub attribute: Arc<str>,
}

impl Reference {
    /// Whether it leads to a resource or a data source: attributes of those are set, while a
    /// variable, a parameter or an output of a module that was not read may be anything, nothing
    /// included.
    #[must_use]
    pub fn is_of_resource(&self) -> bool {
        let mut rest = &*self.to;
        while let Some(after) = rest.strip_prefix("module.") {
            match after.split_once('.') {
                Some((_, below)) => rest = below,
                None => return false,
            }
        }
        !rest.starts_with("var.")
            && !rest.starts_with("Parameters/")
            && !rest.contains("/Parameters/")
    }
}

impl Value {
    /// A value written at `span`.
    #[must_use]
    pub fn new(data: Data, span: Option<Span>) -> Value {
        Value { data, place: Place { span, chain: None }, marks: Marks::NONE, refs: None }
    }

    /// Null.
    #[must_use]
    pub fn null(span: Option<Span>) -> Value {
        Value::new(Data::Null, span)
    }

    /// A boolean.
    #[must_use]
    pub fn bool(value: bool, span: Option<Span>) -> Value {
        Value::new(Data::Bool(value), span)
    }

    /// A known string written in one run at `span`.
    pub fn string(text: impl Into<Arc<str>>, span: Option<Span>) -> Value {
        Value::new(Data::String(Text { text: text.into(), parts: None }), span)
    }

    /// A whole number.
    #[must_use]
    pub fn int(value: i64, span: Option<Span>) -> Value {
        Value::new(Data::Number(Number::from(value)), span)
    }

    /// A tuple.
    #[must_use]
    pub fn list(items: Vec<Value>, span: Option<Span>) -> Value {
        Value::new(Data::List(Arc::new(List { kind: ListKind::Tuple, items })), span)
    }

    /// An object.
    #[must_use]
    pub fn map(entries: IndexMap<Arc<str>, Entry>, span: Option<Span>) -> Value {
        Value::new(Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None })), span)
    }

    /// An unknown of no known type.
    #[must_use]
    pub fn unknown(cause: Cause, span: Option<Span>) -> Value {
        Value::new(Data::Unknown(Arc::new(Unknown::because(cause))), span)
    }

    /// An unknown attribute of a resource: an edge of the graph.
    pub fn reference(
        to: impl Into<Arc<str>>,
        attribute: impl Into<Arc<str>>,
        span: Option<Span>,
    ) -> Value {
        let (to, attribute) = (to.into(), attribute.into());
        let cause = Cause::AfterApply { resource: to.clone(), attribute: attribute.clone() };
        let mut value = Value::unknown(cause, span);
        value.refs = Some(Arc::from([Reference { to, attribute }]));
        value
    }

    /// The known string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(&text.text),
            _ => None,
        }
    }

    /// The known boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The known number.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The items of a list, tuple or set.
    #[must_use]
    pub fn items(&self) -> Option<&[Value]> {
        match &self.data {
            Data::List(list) => Some(&list.items),
            _ => None,
        }
    }

    /// The entries of a map or object.
    #[must_use]
    pub fn entries(&self) -> Option<&IndexMap<Arc<str>, Entry>> {
        match &self.data {
            Data::Map(map) => Some(&map.entries),
            _ => None,
        }
    }

    /// The entry's value of a map, if it is there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match &self.data {
            Data::Map(map) => map.entry(key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The unknown, if it is one.
    #[must_use]
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// Why it is not known; `part` where it is no unknown itself and something in it is.
    #[must_use]
    pub fn cause_or(&self, part: &'static str) -> Cause {
        match &self.data {
            Data::Unknown(unknown) => unknown.decisive().clone(),
            Data::Either(either) => Cause::Condition(either.condition.clone()),
            _ => Cause::Part(part),
        }
    }

    /// The references of this value alone, not of what it contains.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.refs.as_deref().unwrap_or_default()
    }

    /// This value after one more step of its way.
    #[must_use]
    pub fn through(
        mut self,
        kind: StepKind,
        name: impl Into<Arc<str>>,
        span: Option<Span>,
    ) -> Value {
        self.place = self.place.through(kind, name, span);
        self
    }

    /// This value with further marks.
    #[must_use]
    pub fn marked(mut self, marks: Marks) -> Value {
        self.marks = self.marks.with(marks);
        self
    }

    /// Whether anything in it, at any depth, is unknown or has an unknown condition.
    #[must_use]
    pub fn has_unknown(&self) -> bool {
        match &self.data {
            Data::Unknown(_) | Data::Either(_) => true,
            Data::List(list) => list.items.iter().any(Value::has_unknown),
            Data::Map(map) => {
                map.rest.is_some() || map.entries.values().any(|entry| entry.value.has_unknown())
            }
            _ => false,
        }
    }
}

impl Unknown {
    /// An unknown of no known type.
    #[must_use]
    pub fn because(cause: Cause) -> Unknown {
        Unknown {
            reason: cause,
            ty: Type::Any,
            pieces: Vec::new(),
            rest: false,
            encoded: None,
            identity: None,
        }
    }

    /// Why it is not known; of a text that is known in part why the part is not that may say anything:
    /// the region that stands beside it decides nothing.
    #[must_use]
    pub fn decisive(&self) -> &Cause {
        let mut gaps = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Unknown(gap) => Some(gap.as_unknown()?.decisive()),
            Piece::Known { .. } => None,
        });
        gaps.find(|reason| !reason.is_plain()).unwrap_or(&self.reason)
    }

    /// The known text before the first unknown piece; empty when there is none.
    #[must_use]
    pub fn prefix(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Known { text, .. }) => text,
            _ => "",
        }
    }

    /// The known text after the last unknown piece; empty when there is none.
    #[must_use]
    pub fn suffix(&self) -> &str {
        match self.pieces.last() {
            Some(Piece::Known { text, .. }) => text,
            _ => "",
        }
    }
}
