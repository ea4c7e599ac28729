//! From the YAML parser's events to located values, without recursion. Merge keys, aliases, short
//! tags and keys that stand twice are decided here.

use super::{Dialect, align, scalar};
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::flat::{self, Flat, Shard};
use crate::syntax::json::{MAX_DEPTH, MAX_NODES};
use crate::value::{
    Cause, Data, Entry, Map, MapKind, Marks, Part, Piece, Place, Text, Type, Value,
};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
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
                return Err(builder.fail(format!("is not YAML: {}", error.info()), at, at + 1));
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
                    if dialect == Dialect::Terraform {
                        return Err(builder.fail(
                            "is not one YAML document but several".to_owned(),
                            start,
                            end,
                        ));
                    }
                    let error = builder.fail(
                        "only the first of several YAML documents is read".to_owned(),
                        start,
                        end,
                    );
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
            return Err(self.fail("an alias refers to what it stands in".to_owned(), start, end));
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

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        (start, end): (usize, usize),
        span: &granit_parser::Span,
    ) -> Result<(), SyntaxError> {
        self.count(1, start)?;
        let is_key =
            matches!(self.stack.last(), Some(Open { kind: Collection::Map { key: None, .. }, .. }));
        if is_key {
            let key = self.key(text, style, start, end);
            if anchor > 0 {
                self.anchors
                    .insert(anchor, (Value::string(text, self.flat.place(start, end).span), 1));
            }
            if let Some(Open { kind: Collection::Map { key: slot, .. }, .. }) =
                self.stack.last_mut()
            {
                *slot = Some(key);
            }
            return Ok(());
        }
        let value = self.scalar_value(text, style, tag, start, end)?;
        let tag = self.short_tag(tag, span, start);
        let value = self.tagged(value, tag, end);
        self.finish(value, anchor, 1, start, end)
    }

    fn key(&self, text: &str, style: ScalarStyle, start: usize, end: usize) -> Key {
        let span = self.flat.place(start, end.max(start + 1)).span;
        if text == "<<" && style == ScalarStyle::Plain {
            return Key::Merge;
        }
        if text.contains(flat::OPEN) {
            let mut known = String::new();
            for shard in flat::shards(text) {
                match shard {
                    Shard::Known { text, .. } => known.push_str(text),
                    Shard::Hole(number) => match self.flat.holes.get(number) {
                        Some(hole) if hole.as_str().is_some() => {
                            known.push_str(hole.as_str().unwrap_or_default())
                        }
                        hole => {
                            let reason = hole
                                .and_then(Value::as_unknown)
                                .map_or(Cause::Part("a key is not known"), |unknown| {
                                    unknown.reason.clone()
                                });
                            return Key::Unknown(reason);
                        }
                    },
                }
            }
            return Key::Known(known.into(), span);
        }
        // `yamldecode` gives `true` for the key `y`; a template's keys are read as they are
        // written.
        if self.dialect != Dialect::Terraform || style != ScalarStyle::Plain {
            return Key::Known(text.into(), span);
        }
        match scalar::boolean(text, self.dialect) {
            Some(bool) => Key::Known(bool.to_string().into(), span),
            None => {
                Key::Known(scalar::timestamp(text).map_or_else(|| text.into(), Arc::from), span)
            }
        }
    }

    fn scalar_value(
        &self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
    ) -> Result<Value, SyntaxError> {
        if text.contains(flat::OPEN) {
            return self.holed(text, style, start, end);
        }
        let core = tag.and_then(Tag::core_suffix);
        let data = match core {
            _ if style != ScalarStyle::Plain => self.text(text, style, start, end),
            Some("str") => scalar::string(text),
            Some("null") => Data::Null,
            // CloudFormation reads the argument of a short tag as text: `!Condition Yes` names the
            // condition Yes.
            _ if tag.is_some_and(|tag| tag.handle() == "!")
                && self.dialect == Dialect::CloudFormation =>
            {
                self.text(text, style, start, end)
            }
            _ if tag.is_some_and(|tag| tag.handle() == "!" && tag.suffix().is_empty()) => {
                scalar::string(text)
            }
            _ => match scalar::plain(text, self.dialect) {
                Data::String(read) if *read.text == *text => self.text(text, style, start, end),
                data => data,
            },
        };
        let (start, end) = if start == end {
            (start.saturating_sub(1), end)
        } else {
            (start, self.trimmed(start, end))
        };
        let place = self.flat.place(start, end.max(start + 1));
        let marks = self.flat.marks(start, end.max(start + 1));
        Ok(Value { data, place, marks, refs: None })
    }

    /// The end of a scalar's text without the blank space behind it.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        self.flat.text.get(start..end).map_or(end, |text| start + text.trim_end().len())
    }

    /// A string and, where its text is not in the source as it stands, the place of each of its
    /// lines.
    fn text(&self, text: &str, style: ScalarStyle, start: usize, end: usize) -> Data {
        let source = self.flat.text.get(start..end).unwrap_or_default();
        let as_it_reads = match style {
            ScalarStyle::Plain => source.trim_end() == text,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                source.len() == text.len() + 2 && source.get(1..1 + text.len()) == Some(text)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => false,
        };
        let runs = match style {
            _ if as_it_reads => {
                let quote = usize::from(style != ScalarStyle::Plain);
                vec![(0, quote, quote + text.len())]
            }
            ScalarStyle::DoubleQuoted => align::double_quoted(text, source).unwrap_or_default(),
            _ => align::lines(
                text,
                source,
                matches!(style, ScalarStyle::Literal | ScalarStyle::Folded),
            ),
        };
        let mut parts: Vec<Part> = Vec::new();
        for (offset, from, to) in runs {
            let (from, to) = (start + from, start + to);
            for (at, place, marks) in self.flat.runs(from, to.max(from + 1)) {
                let offset = u32::try_from(offset + (at - from)).unwrap_or(u32::MAX);
                parts.push(Part { start: offset, place, marks, encoded: None });
            }
        }
        let needed =
            parts.first().is_some_and(|part| part.start == 0) && !(as_it_reads && parts.len() == 1);
        Data::String(Text { text: text.into(), parts: needed.then(|| parts.into()) })
    }

    /// A scalar with holes in it.
    fn holed(
        &self,
        text: &str,
        style: ScalarStyle,
        start: usize,
        end: usize,
    ) -> Result<Value, SyntaxError> {
        let shards = flat::shards(text);
        if let [Shard::Hole(number)] = shards.as_slice()
            && let Some(hole) = self.flat.holes.get(*number)
        {
            let inner = hole.as_unknown().and_then(|unknown| unknown.encoded.as_deref());
            return match inner {
                Some(inner) if style == ScalarStyle::Plain => Ok(flat::unwrapped(inner, hole)),
                _ => Ok(hole.clone()),
            };
        }
        let place = self.flat.place(start, end.max(start + 1));
        let mut value = flat::unreadable(&[], place.clone());
        let mut pieces = Vec::new();
        let mut holes = Vec::new();
        for shard in shards {
            match shard {
                Shard::Known { text, .. } => {
                    pieces.push(self.known_piece(text, start, end, &place))
                }
                Shard::Hole(number) => {
                    let Some(hole) = self.flat.holes.get(number) else { continue };
                    if hole.as_unknown().is_none() {
                        return Err(self.fail(
                            "an encoded value stands inside a scalar".to_owned(),
                            start,
                            end,
                        ));
                    }
                    holes.push(hole.clone());
                    pieces.push(Piece::Unknown(hole.clone()));
                }
            }
        }
        let joined = flat::unreadable(&holes, place);
        if let Some(unknown) = joined.as_unknown() {
            let mut unknown = unknown.clone();
            unknown.ty = Type::String;
            unknown.pieces = pieces;
            value = Value { data: Data::Unknown(Arc::new(unknown)), ..joined };
        }
        Ok(value)
    }

    /// A known run of a scalar with holes: at its own place where its text stands in the source
    /// once.
    fn known_piece(&self, text: &str, start: usize, end: usize, whole: &Place) -> Piece {
        let source = self.flat.text.get(start..end).unwrap_or_default();
        let mut found = source.match_indices(text).map(|(at, _)| at);
        let place = match (found.next(), found.next()) {
            (Some(at), None) => self.flat.place(start + at, start + at + text.len()),
            _ => whole.clone(),
        };
        Piece::Known { text: text.into(), place, marks: self.flat.marks(start, end), encoded: None }
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
                            message: format!("the key `{name}` stands twice; the last one counts"),
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
