//! The walk: one generic mapper from a source's spelling to the canonical value, driven by the
//! tables.

use super::arms;
use super::beside::{absences, extras};
use crate::normalize::map::index::Index;
use crate::normalize::map::lookup::{Found, entry, lookup};
use crate::normalize::map::remade::{existing, rest_of, same_place, unknown_like};
use crate::normalize::map::scalar::{Scalar, convert};
use crate::normalize::map::schema::{Dialect, Field, Rule};
use crate::source::{Loss, Problem, Span};
use crate::tree::Tree;
use crate::unit::Resource;
use crate::value::{Cause, Data, Either, Entry, List, ListKind, Map, MapKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Deepest nesting that is walked; the tables nest far less, arms may add to it.
const MAX_DEPTH: usize = 200;

/// The readers of values that have a structure of their own; each is told what it needs of the
/// walk.
pub struct Readers {
    /// A container image's reference ([`Rule::Image`]).
    pub image: fn(&Tree, &Index<'_>, &Value) -> Value,
    /// What is known of a variable of the environment beside its value ([`Rule::Environment`]).
    pub variable: fn(&Tree, Value) -> Value,
    /// The entries of an environment, of which names are no secrets ([`Rule::Environment`]).
    pub names: fn(&Tree, Value) -> Value,
    /// A policy document ([`Rule::Policy`]).
    pub policy: fn(&mut Walk<'_>, &Value, &str) -> Value,
    /// The statements of a policy document ([`Rule::Statements`]).
    pub statements: fn(&mut Walk<'_>, &Value, &str) -> Value,
}

/// Maps one resource's values.
pub struct Walk<'a> {
    /// For the place of a part of a string, and for problems.
    pub tree: &'a Tree,
    /// The unit's resources, to follow names.
    pub index: &'a Index<'a>,
    /// The resource.
    pub resource: &'a Resource,
    /// How its source spells.
    pub dialect: Dialect,
    /// What was met.
    pub problems: Vec<Problem>,
    readers: &'a Readers,
    depth: usize,
    keep_extras: bool,
    /// How many lists are around what is looked at.
    pub(super) lists: usize,
    /// Attributes in no list that are written and have no value: their canonical paths, with dots,
    /// and where their names stand.
    pub nulls: Vec<(String, Span)>,
}

impl<'a> Walk<'a> {
    /// A walk over one resource.
    #[must_use]
    pub fn new(
        tree: &'a Tree,
        index: &'a Index<'a>,
        readers: &'a Readers,
        resource: &'a Resource,
        dialect: Dialect,
    ) -> Walk<'a> {
        let problems = Vec::new();
        Walk {
            tree,
            index,
            resource,
            dialect,
            problems,
            readers,
            depth: 0,
            keep_extras: true,
            lists: 0,
            nulls: Vec::new(),
        }
    }

    /// A walk over another resource of the unit, spelled alike.
    #[must_use]
    pub fn over(&self, resource: &'a Resource) -> Walk<'a> {
        Walk::new(self.tree, self.index, self.readers, resource, self.dialect)
    }

    /// The resource's own values by its table, satellites folded in.
    pub fn resource(&mut self, fields: &'static [Field]) -> Value {
        let value = &self.resource.values;
        self.object(fields, value, self.dialect, "", true)
    }

    /// The resource's canonical type; empty where no table maps it.
    #[must_use]
    pub fn ty(&self) -> &'static str {
        self.index.shapes().of_source(&self.resource.source_type).map_or("", |table| table.ty)
    }

    /// A further attribute of the resource by a field that no table lists: for families.
    pub fn extra(&mut self, field: &Field) -> Option<Value> {
        self.field(field, &self.resource.values, self.dialect, "", true).map(|found| found.value)
    }

    /// An object with known keys. A block list is its first item; what is not in the table is kept
    /// in `snake_case`.
    pub(super) fn object(
        &mut self,
        fields: &'static [Field],
        value: &Value,
        dialect: Dialect,
        path: &str,
        top: bool,
    ) -> Value {
        match &value.data {
            Data::Map(map) => {
                let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
                for field in fields {
                    if let Some(found) = self.field(field, value, dialect, path, top)
                        && !found.value.is_null()
                    {
                        entries.insert(
                            Arc::from(field.name),
                            Entry { key: found.key, value: found.value },
                        );
                    }
                }
                if self.keep_extras {
                    extras(map, fields, dialect, &mut entries);
                }
                if !top {
                    absences(fields, value, dialect, &mut entries);
                }
                same_place(
                    value,
                    Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None })),
                )
            }
            Data::List(list) => match first_block(list) {
                None => same_place(value, Data::Null),
                // A block that may be given any number of times may be missing too.
                Some(item) if item.as_unknown().is_some_and(|unknown| unknown.rest) => {
                    unknown_like(value, item.cause_or("it is not known whether it is given"))
                }
                Some(item) => {
                    self.guarded(value, |walk| walk.object(fields, item, dialect, path, top))
                }
            },
            Data::Either(_) => {
                self.arms(value, |walk, arm| walk.object(fields, arm, dialect, path, top))
            }
            Data::Unknown(_) | Data::Null => value.clone(),
            _ => self.mismatch(value, path, "an object"),
        }
    }

    /// A field's canonical value: the first alternative that is there; lists are put together from
    /// all of them.
    fn field(
        &mut self,
        field: &Field,
        value: &Value,
        dialect: Dialect,
        path: &str,
        top: bool,
    ) -> Option<Found> {
        let path =
            if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        let mut all: Vec<Found> = Vec::new();
        let joined = matches!(
            field.rule,
            Rule::List(_) | Rule::Many(_) | Rule::Objects(_) | Rule::Statements
        );
        // What a satellite says that may be another resource's comes last: the resource's own word
        // stands.
        let own = field.spellings(dialect).map(|spelling| (spelling, false));
        let uncertain = field
            .spellings(dialect)
            .filter(|spelling| top && spelling.contains(':'))
            .map(|spelling| (spelling, true));
        for (spelling, uncertain) in own.chain(uncertain) {
            let found = match spelling.rsplit_once(':') {
                Some((source_type, _)) if uncertain => {
                    self.unlinked(source_type).into_iter().collect()
                }
                Some((source_type, below)) if top => {
                    self.of_satellites(source_type, below, dialect)
                }
                Some(_) => Vec::new(),
                None => lookup(value, spelling, dialect).into_iter().collect(),
            };
            for found in found {
                // An object made of its parent's attributes leaves the rest to the parent.
                let keep = std::mem::replace(&mut self.keep_extras, spelling != ".");
                // Nobody wrote this unknown: whether the attribute is there at all is what is not
                // known.
                let nowhere = found.key.is_none() && found.value.references().is_empty();
                let mapped = match &found.value.data {
                    Data::Unknown(unknown)
                        if nowhere && unknown.pieces.is_empty() && unknown.encoded.is_none() =>
                    {
                        match field.rule {
                            Rule::Present => found.value.clone(),
                            rule => self.apply(rule, &found.value, dialect, &path),
                        }
                    }
                    _ => self.apply(field.rule, &found.value, dialect, &path),
                };
                self.keep_extras = keep;
                let empty_self =
                    spelling == "." && mapped.entries().is_some_and(IndexMap::is_empty);
                // A block that is made for no item is no attribute.
                if mapped.is_null()
                    && found.value.items().is_none()
                    && self.lists == 0
                    && let Some(key) = found.key
                {
                    self.nulls.push((path.clone(), key));
                }
                if !mapped.is_null() && !empty_self {
                    all.push(Found { value: mapped, key: found.key });
                }
            }
            if !joined && all.iter().any(|found| !arms::may_be_missing(&found.value)) {
                break;
            }
        }
        if !joined {
            return arms::first_there(all);
        }
        if all.len() < 2 {
            return all.into_iter().next();
        }
        // Several sources of one list: their items in order; a source that is no plain list stands
        // for any number of items.
        let key = all.first().and_then(|found| found.key);
        let mut items = Vec::new();
        let span = all.first().and_then(|found| found.value.place.span);
        for found in all {
            match &found.value.data {
                Data::List(list) => items.extend(list.items.iter().cloned()),
                _ => items.push(rest_of(&found.value)),
            }
        }
        Some(Found { value: Value::list(items, span), key })
    }

    /// What the owner's satellites of a type say, a satellite that may not exist as an arm.
    fn of_satellites(&mut self, source_type: &str, path: &str, dialect: Dialect) -> Vec<Found> {
        let mut all = Vec::new();
        for satellite in self
            .index
            .satellites_of(&self.resource.address)
            .filter(|satellite| satellite.source_type == source_type)
        {
            let Some(mut found) = lookup(&satellite.values, path, dialect) else { continue };
            if found.value.place.span.is_none() || path.is_empty() {
                found.value.place.span = satellite.place.span;
            }
            if satellite.address != self.resource.address {
                found.value = existing(satellite, found.value);
            }
            all.push(found);
        }
        all
    }

    /// A satellite of the type that may belong to the resource, where none is known to: what it
    /// says is not known either.
    fn unlinked(&self, source_type: &str) -> Option<Found> {
        if self
            .index
            .satellites_of(&self.resource.address)
            .any(|satellite| satellite.source_type == source_type)
        {
            return None;
        }
        let unlinked = self.index.unlinked(source_type, self.ty())?;
        let reason = Cause::MayBelong { address: unlinked.into() };
        Some(Found { value: Value::unknown(reason, self.resource.place.span), key: None })
    }

    /// A value by its rule.
    pub fn apply(&mut self, rule: Rule, value: &Value, dialect: Dialect, path: &str) -> Value {
        match rule {
            Rule::Any => return value.clone(),
            Rule::Object(fields) => return self.object(fields, value, dialect, path, false),
            _ => {}
        }
        match &value.data {
            Data::Null => value.clone(),
            Data::Either(_) => self.arms(value, |walk, arm| walk.apply(rule, arm, dialect, path)),
            _ => match rule {
                Rule::Present => same_place(value, Data::Bool(true)),
                Rule::Image => (self.readers.image)(self.tree, self.index, value),
                Rule::Ref(types) => self.reference(value, types, path),
                Rule::FreeMap => self.free_map(value, path),
                Rule::List(inner) => self.list(value, path, dialect, |walk, item| {
                    walk.apply(*inner, item, dialect, path)
                }),
                Rule::Objects(fields) => self.list(value, path, dialect, |walk, item| {
                    walk.object(fields, item, dialect, path, false)
                }),
                Rule::Pairs(fields) => {
                    let listed = pairs_to_list(value, fields, dialect);
                    self.list(&listed, path, dialect, |walk, item| {
                        walk.object(fields, item, dialect, path, false)
                    })
                }
                Rule::Keyed(fields) => {
                    let map = self.free_map(value, path);
                    self.object(fields, &map, dialect, path, false)
                }
                Rule::Environment(fields) => {
                    let listed = pairs_to_list(value, fields, dialect);
                    let entries = self.list(&listed, path, dialect, |walk, item| {
                        let entry = walk.object(fields, item, dialect, path, false);
                        (walk.readers.variable)(walk.tree, entry)
                    });
                    (self.readers.names)(self.tree, entries)
                }
                Rule::Many(inner) => {
                    self.many(value, |walk, item| walk.apply(*inner, item, dialect, path))
                }
                Rule::Pluck(key) => {
                    let plucked = match &value.data {
                        Data::Map(map) => entry(map, key, Dialect::Ecs)
                            .map_or_else(|| Value::null(None), |entry| entry.value.clone()),
                        _ => value.clone(),
                    };
                    self.scalar(Rule::Id, &plucked, path)
                }
                Rule::Policy => (self.readers.policy)(self, value, path),
                Rule::Containers(fields) => self.containers(fields, value, dialect, path),
                Rule::Statements => (self.readers.statements)(self, value, path),
                _ => self.scalar(rule, value, path),
            },
        }
    }

    pub(super) fn scalar(&mut self, rule: Rule, value: &Value, path: &str) -> Value {
        if let Data::Unknown(_) = value.data {
            return value.clone();
        }
        match convert(rule, &value.data) {
            Scalar::Is(data) => same_place(value, data),
            Scalar::Missing => Value::null(value.place.span),
            Scalar::Not(expected) => self.mismatch(value, path, expected),
        }
    }

    /// A name, ARN or reference: edges to the owner by reference or by literal name.
    fn reference(&mut self, value: &Value, types: &[&str], path: &str) -> Value {
        let mut value = self.scalar(Rule::Id, value, path);
        self.index.link(&mut value, types);
        value
    }

    /// Both arms of an unknown condition by the same rule.
    pub fn arms(
        &mut self,
        value: &Value,
        mut map: impl FnMut(&mut Self, &Value) -> Value,
    ) -> Value {
        let Data::Either(either) = &value.data else { return map(self, value) };
        self.guarded(value, |walk| {
            let (then, otherwise) = (map(walk, &either.then), map(walk, &either.otherwise));
            if then.is_null() && otherwise.is_null() {
                return Value::null(value.place.span);
            }
            same_place(
                value,
                Data::Either(Arc::new(Either {
                    condition: either.condition.clone(),
                    then,
                    otherwise,
                })),
            )
        })
    }

    /// Bounds the depth of nested arms and blocks.
    fn guarded(&mut self, value: &Value, run: impl FnOnce(&mut Self) -> Value) -> Value {
        if self.depth >= MAX_DEPTH {
            return unknown_like(value, Cause::limit("it is nested too deeply"));
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// A value that is not of its table's type: unknown, with a problem. The value itself is never
    /// named: it may be a secret.
    pub fn mismatch(&mut self, value: &Value, path: &str, expected: &str) -> Value {
        // A list in a list is what Terraform took before 0.12: `subnets = ["${aws_subnet.a.*.id}"]`.
        let what = match &value.data {
            Data::List(_) => format!("{path} holds a list where {expected} is expected"),
            Data::Map(_) => format!("{path} holds a map where {expected} is expected"),
            _ => format!("{path} is not {expected}"),
        };
        self.problem(value, &format!("{}: {what}", self.resource.address));
        unknown_like(value, Cause::wrong(what))
    }

    /// Notes a problem at a value's place.
    pub fn problem(&mut self, value: &Value, message: &str) {
        let problem = match value.place.span.or(self.resource.place.span) {
            Some(span) => {
                Problem::at(Loss::Warning, &self.tree.file(span.file), span.start, message)
            }
            None => Problem::file(Loss::Warning, "", message),
        };
        if self.problems.len() < 1000 {
            self.problems.push(problem);
        }
    }
}

/// A block that may be given once: the first that is there. One that stands for any number of
/// blocks may be missing, so it is unknown.
fn first_block(list: &List) -> Option<&Value> {
    list.items.iter().find(|item| !item.is_null())
}

/// A map from name to value as the list of pairs that it stands for.
fn pairs_to_list(value: &Value, fields: &'static [Field], dialect: Dialect) -> Value {
    let Data::Map(map) = &value.data else { return value.clone() };
    let spelled = |field: &Field| field.spellings(dialect).next().unwrap_or(field.name);
    let [first, second, ..] = fields else { return value.clone() };
    // One object that is spelled out where a list of one was meant.
    if entry(map, spelled(first), dialect).is_some()
        && entry(map, spelled(second), dialect).is_some()
        && map.entries.len() == 2
    {
        return Value::list(vec![value.clone()], value.place.span);
    }
    let mut items: Vec<Value> = Vec::with_capacity(map.entries.len());
    for (key, entry) in &map.entries {
        let mut pair = IndexMap::new();
        let name = Value::string(key.clone(), entry.key.or(entry.value.place.span));
        pair.insert(Arc::from(spelled(first)), Entry { key: None, value: name });
        pair.insert(
            Arc::from(spelled(second)),
            Entry { key: entry.key, value: entry.value.clone() },
        );
        items.push(Value::map(pair, entry.key.or(entry.value.place.span)));
    }
    if let Some(reason) = &map.rest {
        items.push(rest_of(&Value::unknown(reason.clone(), value.place.span)));
    }
    same_place(value, Data::List(Arc::new(List { kind: ListKind::Tuple, items })))
}
