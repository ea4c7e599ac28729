//! One resource in one world: plain values, references and marks by the world's pointers, and the
//! way back.

use super::super::pattern::Part;
use super::Assignment;
use super::guess::Guess;
use super::partial::{Partial, is_bad};
use super::trace::{Named, Slot, Trace};
use crate::normalize::AttributeType;
use crate::number::Number;
use crate::value::{Data, Either, List, Map, Marks, Reference, StepKind, Type, Unknown, Value};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// A located value as a world has it.
pub(crate) struct Built {
    /// `None`: missing.
    pub(crate) json: Option<Json>,
    pub(crate) trace: Trace,
}

impl Built {
    fn known(json: Json) -> Built {
        Built { json: Some(json), trace: Trace::Same }
    }
}

/// Builds the values of one resource.
pub(crate) struct Builder<'a> {
    absent: bool,
    guess: &'a Guess<'a>,
    assignment: &'a Assignment,
    /// Edges by pointer.
    pub(crate) refs: serde_json::Map<String, Json>,
    /// Marks by pointer.
    pub(crate) marks: serde_json::Map<String, Json>,
    pointer: String,
    at: Vec<Part>,
    indexes: Vec<usize>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        absent: bool,
        guess: &'a Guess<'a>,
        assignment: &'a Assignment,
    ) -> Builder<'a> {
        let (refs, marks) = Default::default();
        Builder {
            absent,
            guess,
            assignment,
            refs,
            marks,
            pointer: String::new(),
            at: Vec::new(),
            indexes: Vec::new(),
        }
    }

    /// The value in this world. References and marks are noted on the way, those of unknown values
    /// too.
    pub(crate) fn value(&mut self, value: &Value) -> Built {
        match &value.data {
            Data::Either(either) => {
                self.mark(value.marks);
                return self.either(either);
            }
            _ => self.note(value),
        }
        match &value.data {
            Data::Null | Data::Either(_) => Built { json: None, trace: Trace::Same },
            Data::Bool(known) => Built::known(Json::Bool(*known)),
            Data::Number(known) => Built::known(number(known)),
            Data::String(text) => Built::known(Json::String(text.text.to_string())),
            Data::List(list) => self.list(list),
            Data::Map(map) => self.map(map),
            Data::Unknown(unknown) => match reference(self.guess, &self.at, value, unknown) {
                Some(text) => Built::known(Json::String(text)),
                None => self.partial(unknown).unwrap_or_else(|| self.of_unknown(unknown)),
            },
        }
    }

    /// What a text that is known in part reads as here. `None`: it is no such text, or reads as any
    /// other unknown.
    fn partial(&self, unknown: &Unknown) -> Option<Built> {
        if !matches!(unknown.ty, Type::Any | Type::String) {
            return None;
        }
        let partial = Partial::of(unknown)?;
        let text = self.guess.text(&self.at, &self.indexes, &partial, self.absent)?;
        Some(Built { json: Some(Json::String(text)), trace: Trace::Partial })
    }

    /// What an unknown reads as here. What AWS gives is never a bad text.
    fn of_unknown(&self, unknown: &Unknown) -> Built {
        let built = self.made_up(&unknown.ty);
        // Few unknowns are plain, and to look for a bad text costs more.
        let bad = |json: &Option<Json>| json.as_ref().and_then(Json::as_str).is_some_and(is_bad);
        if unknown.reason.is_plain() && bad(&built.json) {
            let json = Some(self.guess.named(unknown));
            return Built { json, ..built };
        }
        built
    }

    /// What an unknown of this type reads as here.
    fn made_up(&self, declared: &Type) -> Built {
        let json =
            if self.absent { None } else { self.guess.value(&self.at, &self.indexes, declared) };
        Built { json, trace: Trace::Unknown }
    }

    fn note(&mut self, value: &Value) {
        if !value.references().is_empty() {
            let edges = value.references().iter().map(edge).collect();
            merge(&mut self.refs, &self.pointer, edges);
        }
        self.mark(value.marks);
    }

    fn mark(&mut self, marks: Marks) {
        if marks != Marks::NONE {
            let names = marks.names().into_iter().map(Json::from).collect();
            merge(&mut self.marks, &self.pointer, names);
        }
    }

    fn either(&mut self, either: &Either) -> Built {
        let Some(holds) = self.assignment.holds(&either.condition.id) else {
            // The condition is one of too many: its values count as unknown, what they refer to
            // stays known.
            for arm in [&either.then, &either.otherwise] {
                self.note(arm);
            }
            return self.made_up(&Type::Any);
        };
        let arm = if holds { &either.then } else { &either.otherwise };
        let built = self.value(arm);
        let named =
            if matches!(built.json, Some(Json::Array(_))) { Named::List } else { Named::No };
        Built {
            json: built.json,
            trace: Trace::Arm { arm: usize::from(!holds), named, inner: Box::new(built.trace) },
        }
    }

    fn map(&mut self, map: &Map) -> Built {
        let mut out = serde_json::Map::with_capacity(map.entries.len());
        let mut entries = HashMap::new();
        for (key, entry) in &map.entries {
            let length = self.pointer.len();
            self.pointer.push('/');
            escape(key, &mut self.pointer);
            self.at.push(Part::Key(key.clone()));
            let built = self.value(&entry.value);
            self.at.pop();
            self.pointer.truncate(length);
            if let Some(json) = built.json {
                out.insert(key.to_string(), json);
            }
            if built.trace != Trace::Same {
                entries.insert(key.clone(), built.trace);
            }
        }
        let rest = map.rest.is_some();
        if rest {
            // The named ones have a path of their own, everything else stands at the map.
            for key in map.entries.keys() {
                entries.entry(key.clone()).or_default();
            }
            if !self.absent {
                out.extend(self.guess.further(&self.at, &|key| map.entries.contains_key(key)));
            }
        }
        let trace =
            if entries.is_empty() && !rest { Trace::Same } else { Trace::Map { entries, rest } };
        Built { json: Some(Json::Object(out)), trace }
    }

    fn list(&mut self, list: &List) -> Built {
        let mut out = Vec::with_capacity(list.items.len());
        let mut slots = Vec::with_capacity(list.items.len());
        for (index, item) in list.items.iter().enumerate() {
            if let Data::Unknown(unknown) = &item.data
                && unknown.rest
            {
                self.rest(index, &mut out, &mut slots);
                continue;
            }
            if let Data::Either(either) = &item.data
                && self.assignment.holds(&either.condition.id).is_none()
            {
                self.rest(index, &mut out, &mut slots);
                continue;
            }
            let length = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(&out.len().to_string());
            self.at.push(Part::Item);
            self.indexes.push(index);
            let (refs, marks) = (self.refs.len(), self.marks.len());
            let built = self.value(item);
            self.at.pop();
            self.indexes.pop();
            self.pointer.truncate(length);
            let Some(json) = built.json else {
                // The item is not there: its edges and marks would stand at the next one's pointer.
                cut(&mut self.refs, refs);
                cut(&mut self.marks, marks);
                continue;
            };
            let made_up = built.trace == Trace::Unknown;
            let trace = match built.trace {
                Trace::Arm { arm, inner, .. } => Trace::Arm { arm, named: Named::Item, inner },
                other => other,
            };
            out.push(json);
            slots.push(Slot { index, made_up, trace });
        }
        let same = slots.len() == list.items.len()
            && slots
                .iter()
                .enumerate()
                .all(|(at, slot)| slot.index == at && slot.trace == Trace::Same);
        Built {
            json: Some(Json::Array(out)),
            trace: if same { Trace::Same } else { Trace::List(slots) },
        }
    }

    fn rest(&self, index: usize, out: &mut Vec<Json>, slots: &mut Vec<Slot>) {
        if self.absent {
            return;
        }
        for item in self.guess.rest(&self.at) {
            out.push(item);
            slots.push(Slot { index, made_up: true, trace: Trace::Unknown });
        }
    }
}

/// An unknown that is nothing but another resource's attribute is a known, non-empty text and an
/// edge: that text.
pub(crate) fn reference(
    guess: &Guess<'_>,
    at: &[Part],
    value: &Value,
    unknown: &Unknown,
) -> Option<String> {
    let mut first = value.references().first()?;
    if unknown.rest || !unknown.pieces.is_empty() || !matches!(unknown.ty, Type::Any | Type::String)
    {
        return None;
    }
    let row = guess.row(at);
    if row.is_some_and(|row| !matches!(row.ty, AttributeType::String | AttributeType::Any)) {
        return None;
    }
    if !first.is_of_resource() {
        // What the attribute of a resource was written as is not known: a name or an ARN names that
        // resource all the same.
        first = read_as(value).filter(|_| row.is_none_or(|row| row.good.is_none()))?;
    }
    let dot = if first.attribute.is_empty() { "" } else { "." };
    Some(format!("${{{}{dot}{}}}", first.to, first.attribute))
}

/// The resource's attribute that a value was read as, where nothing was done with it since.
fn read_as(value: &Value) -> Option<&Reference> {
    let read = value
        .place
        .steps()
        .take_while(|step| !matches!(step.kind, StepKind::Template | StepKind::Function))
        .find(|step| step.kind == StepKind::Attribute)?;
    value.references().iter().find(|reference| {
        reference.is_of_resource()
            && read.name.strip_prefix(&*reference.to).and_then(|rest| rest.strip_prefix('.'))
                == Some(&*reference.attribute)
    })
}

fn cut(table: &mut serde_json::Map<String, Json>, length: usize) {
    if table.len() > length {
        let mut at = 0;
        table.retain(|_, _| {
            at += 1;
            at <= length
        });
    }
}

fn edge(reference: &Reference) -> Json {
    serde_json::json!({"to": reference.to.as_ref(), "attribute": reference.attribute.as_ref()})
}

fn merge(table: &mut serde_json::Map<String, Json>, pointer: &str, more: Vec<Json>) {
    match table.get_mut(pointer) {
        Some(Json::Array(known)) => {
            for item in more {
                if !known.contains(&item) {
                    known.push(item);
                }
            }
        }
        _ => drop(table.insert(pointer.to_owned(), Json::Array(more))),
    }
}

fn escape(key: &Arc<str>, pointer: &mut String) {
    for c in key.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// A number as JSON has it: beyond 64 bits the nearest double.
pub(crate) fn number(known: &Number) -> Json {
    match known.as_i64() {
        Some(int) => Json::from(int),
        None => serde_json::Number::from_f64(known.to_f64()).map_or(Json::Null, Json::Number),
    }
}
