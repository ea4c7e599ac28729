//! Scalars as located values and keys, with what a template's markers leave open.

use super::super::{Dialect, align, scalar};
use super::{Builder, Collection, Key, Open};
use crate::syntax::SyntaxError;
use crate::syntax::flat;
use crate::syntax::flat::Shard;
use crate::value::{Cause, Data, Part, Piece, Place, Text, Type, Value};
use granit_parser::{ScalarStyle, Tag};
use std::sync::Arc;

impl Builder<'_> {
    pub(super) fn scalar(
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
                            "an encoded value is inside a scalar".to_owned(),
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
}
