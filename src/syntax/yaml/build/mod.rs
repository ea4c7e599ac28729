//! From the YAML parser's events to located values, without recursion. Merge keys, aliases, short
//! tags and keys that stand twice are decided here.

mod values;

use super::Dialect;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::flat::Flat;
use crate::syntax::json::{MAX_DEPTH, MAX_NODES};
use crate::value::{Cause, Data, Entry, Map, MapKind, Marks, Value};
use granit_parser::{Event, Parser, StructureStyle, Tag};
use indexmap::IndexMap;
use std::collections::HashMap;
use std::sync::Arc;

/// A collection whose end has not come yet.
struct Open {
    start: usize,
    end: usize,
    tag: Option<Tagged>,
    anchor: usize,
    flow: bool,
    /// Values in it so far, aliases followed.
    nodes: usize,
    kind: Collection,
}

enum Collection {
    List(Vec<Value>),
    Map {
        entries: IndexMap<Arc<str>, Entry>,
        key: Option<Key>,
        merges: Vec<Value>,
        rest: Option<Cause>,
    },
}

enum Key {
    Known(Arc<str>, Option<Span>),
    Merge,
    Unknown(Cause),
}

/// A short tag in its long form, and where the tag stands.
struct Tagged {
    name: Arc<str>,
    start: usize,
    end: usize,
}

struct Builder<'a> {
    flat: &'a Flat,
    dialect: Dialect,
    stack: Vec<Open>,
    /// Anchored values, with the number of values in each.
    anchors: HashMap<usize, (Value, usize)>,
    nodes: usize,
    root: Option<Value>,
    odd: Vec<SyntaxError>,
}

/// The first document of a text, and what is odd in it.
pub(super) fn build(
    flat: &Flat,
    dialect: Dialect,
) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    let mut options = granit_parser::Options::default();
    options.emit_comments = false;
    let mut builder = Builder {
        flat,
        dialect,
        stack: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        root: None,
        odd: Vec::new(),
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(&flat.text, options) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(flat.text.len());
                return Err(builder.fail(format!("not valid YAML: {}", error.info()), at, at + 1));
            }
        };
        let (start, end) = match span.byte_range() {
            Some(range) => (range.start, range.end),
            None => (0, 0),
        };
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    // yamldecode() refuses several documents; a template's further ones are told and not read.
                    if dialect == Dialect::Terraform {
                        return Err(builder.fail(
                            "is not one YAML document but several".to_owned(),
                            start,
                            end,
                        ));
                    }
                    let error = builder.fail(super::SEVERAL.to_owned(), start, end);
                    builder.odd.push(error);
                    break;
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                builder.scalar(&text, style, anchor, tag.as_deref(), (start, end), &span)?
            }
            Event::SequenceStart(style, anchor, tag) => {
                builder.open(
                    Collection::List(Vec::new()),
                    style,
                    anchor,
                    tag.as_deref(),
                    (start, end),
                    &span,
                )?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let map = Collection::Map {
                    entries: IndexMap::new(),
                    key: None,
                    merges: Vec::new(),
                    rest: None,
                };
                builder.open(map, style, anchor, tag.as_deref(), (start, end), &span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => builder.close(end)?,
            Event::Alias(id) => builder.alias(id, start, end)?,
            _ => {}
        }
    }
    match builder.root {
        Some(root) => Ok((root, builder.odd)),
        None => Err(builder.fail("is empty".to_owned(), 0, flat.text.len())),
    }
}

impl Builder<'_> {
    fn fail(&self, message: String, start: usize, end: usize) -> SyntaxError {
        SyntaxError { message, span: self.flat.place(start, end.max(start + 1)).span }
    }

    fn count(&mut self, more: usize, at: usize) -> Result<(), SyntaxError> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MAX_NODES {
            return Err(self.fail(
                format!("holds more than {MAX_NODES} values, aliases followed"),
                at,
                at + 1,
            ));
        }
        Ok(())
    }

    fn open(
        &mut self,
        kind: Collection,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        (start, end): (usize, usize),
        span: &granit_parser::Span,
    ) -> Result<(), SyntaxError> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(self.fail(format!("is nested deeper than {MAX_DEPTH} levels"), start, end));
        }
        self.count(1, start)?;
        let tag = self.short_tag(tag, span, start);
        self.stack.push(Open {
            start,
            end,
            tag,
            anchor,
            flow: style == StructureStyle::Flow,
            nodes: 1,
            kind,
        });
        Ok(())
    }

    /// CloudFormation's short form of a function: a local tag that stands before the value.
    fn short_tag(
        &self,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
        start: usize,
    ) -> Option<Tagged> {
        let tag = tag?;
        if self.dialect != Dialect::CloudFormation || tag.handle() != "!" || tag.suffix().is_empty()
        {
            return None;
        }
        let name = match tag.suffix() {
            "Ref" => "Ref".into(),
            "Condition" => "Condition".into(),
            other => format!("Fn::{other}").into(),
        };
        let (from, to) = span
            .tag_span()
            .and_then(|span| span.byte_range())
            .map_or((start, start), |range| (range.start, range.end));
        Some(Tagged { name, start: from, end: to })
    }

    fn tagged(&self, value: Value, tag: Option<Tagged>, end: usize) -> Value {
        let Some(tag) = tag else { return value };
        let key = self.flat.place(tag.start, tag.end.max(tag.start + 1)).span;
        let place = self.flat.place(tag.start, end.max(tag.end));
        let mut entries = IndexMap::new();
        entries.insert(tag.name, Entry { key, value });
        Value { place, ..Value::map(entries, None) }
    }

    fn close(&mut self, event_end: usize) -> Result<(), SyntaxError> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        // A block collection's end event stands where the next thing begins; its own text ends with
        // its last child.
        let end = if open.flow { event_end.max(open.end) } else { open.end };
        let data = match open.kind {
            Collection::List(items) => Value::list(items, None).data,
            Collection::Map { mut entries, merges, rest, .. } => {
                let mut rest = rest;
                self.merge(&mut entries, merges, &mut rest, open.start)?;
                Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest }))
            }
        };
        let value = Value {
            data,
            place: self.flat.place(open.start, end.max(open.start + 1)),
            marks: Marks::NONE,
            refs: None,
        };
        let value = self.tagged(value, open.tag, end);
        self.finish(value, open.anchor, open.nodes, open.start, end)
    }

    /// `<<`: what the maps hold and the map itself does not say; an earlier one wins
    /// (yaml.org/type/merge).
    fn merge(
        &mut self,
        entries: &mut IndexMap<Arc<str>, Entry>,
        merges: Vec<Value>,
        rest: &mut Option<Cause>,
        at: usize,
    ) -> Result<(), SyntaxError> {
        for merged in merges {
            let maps: Vec<&Value> = match merged.items() {
                Some(items) => items.iter().collect(),
                None => vec![&merged],
            };
            for map in maps {
                match &map.data {
                    Data::Map(map) => {
                        self.count(map.entries.len(), at)?;
                        for (key, entry) in &map.entries {
                            entries.entry(key.clone()).or_insert_with(|| entry.clone());
                        }
                        if rest.is_none() {
                            rest.clone_from(&map.rest);
                        }
                    }
                    Data::Unknown(unknown) => *rest = Some(unknown.reason.clone()),
                    Data::Null => {}
                    _ => {
                        return Err(SyntaxError {
                            message: "a merge key (`<<`) needs a map or a list of maps".to_owned(),
                            span: map.place.span,
                        });
                    }
                }
            }
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), SyntaxError> {
        let Some((value, nodes)) = self.anchors.get(&id).cloned() else {
            return Err(self.fail(
                "an alias refers to the node that contains it".to_owned(),
                start,
                end,
            ));
        };
        self.count(nodes, start)?;
        if let Some(Open { kind: Collection::Map { key: key @ None, .. }, .. }) =
            self.stack.last_mut()
        {
            return match value.as_str() {
                Some(text) => {
                    *key = Some(Key::Known(text.into(), value.place.span));
                    Ok(())
                }
                None => Err(self.fail("a map's key must be a scalar".to_owned(), start, end)),
            };
        }
        self.finish(value, 0, nodes, start, end)
    }

    /// A value is complete: it goes into the collection around it.
    fn finish(
        &mut self,
        value: Value,
        anchor: usize,
        nodes: usize,
        start: usize,
        end: usize,
    ) -> Result<(), SyntaxError> {
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), nodes));
        }
        let Some(parent) = self.stack.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        parent.nodes = parent.nodes.saturating_add(nodes);
        parent.end = parent.end.max(end);
        match &mut parent.kind {
            Collection::List(items) => items.push(value),
            Collection::Map { entries, key, merges, rest } => match key.take() {
                None => {
                    let error = self.fail("a map's key must be a scalar".to_owned(), start, end);
                    return Err(error);
                }
                Some(Key::Merge) => merges.push(value),
                Some(Key::Unknown(reason)) => *rest = Some(reason),
                Some(Key::Known(name, span)) => {
                    if entries.contains_key(&name) {
                        self.odd.push(SyntaxError {
                            message: format!("duplicate key `{name}`; the last value is used"),
                            span,
                        });
                        entries.shift_remove(&name);
                    }
                    entries.insert(name, Entry { key: span, value });
                }
            },
        }
        Ok(())
    }
}
